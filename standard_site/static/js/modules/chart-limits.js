// Limits by typology: lines over the years, or bars by step. Same line, same colour, symbol and dash in both themes.
import { drawChart } from "site/chart.js";
import { DASHES, SYMBOLS, seriesColour } from "site/palette.js";

function oneSeries(given, lines) {
  const { index } = given;
  const colour = seriesColour(index);
  return {
    name: given.name, data: given.values, type: lines ? "line" : "bar", barMaxWidth: 28, connectNulls: false,
    symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 7, showSymbol: true,
    itemStyle: { color: colour, decal: lines ? undefined : { symbol: SYMBOLS[index % SYMBOLS.length], color: "rgba(128,128,128,.35)" } },
    lineStyle: { color: colour, width: 2, type: DASHES[Math.floor(index / SYMBOLS.length) % DASHES.length] },
  };
}

function build(data, theme) {
  return {
    grid: { left: 8, right: 16, top: 48, bottom: theme.narrow ? 72 : 56, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { bottom: 0, left: 0, right: 0 },
    tooltip: { trigger: "axis", order: "valueDesc" },
    xAxis: { type: "category", data: data.steps, boundaryGap: !data.lines },
    yAxis: { type: "value", name: data.unit, nameTextStyle: { align: "left", color: theme.ink } },
    series: data.series.map((given) => oneSeries(given, data.lines)),
  };
}

export function init(element) {
  drawChart(element, build);
}
