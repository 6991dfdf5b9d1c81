// Bars lying, the value written at each. data: {kind: "module" | "series" | "one", bars: [{key, name, value}], unit}
import { drawChart } from "site/chart.js";
import { colourOf, seriesColour } from "site/palette.js";

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { trigger: "item", valueFormatter: (value) => written(value, data.unit) },
    grid: { left: 8, right: theme.narrow ? 56 : 120, top: 8, bottom: 32, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "value", name: data.unit, nameLocation: "middle", nameGap: 28, splitNumber: theme.narrow ? 2 : 4, axisLabel: { hideOverlap: true } },
    yAxis: {
      type: "category", inverse: true, data: data.bars.map((bar) => bar.name),
      axisLabel: { color: theme.ink, width: theme.narrow ? 110 : 240, overflow: "truncate" },
    },
    series: [{
      type: "bar", barMaxWidth: 36,
      data: data.bars.map((bar, index) => ({
        value: bar.value, name: bar.name,
        itemStyle: { color: colour(data.kind, bar, index) },
      })),
      label: { show: true, position: "right", color: theme.ink, formatter: (point) => (theme.narrow ? number(point.value) : written(point.value, data.unit)) },
    }],
  }));
}

function colour(kind, bar, index) {
  if (kind === "module") return colourOf("module", bar.key);
  return seriesColour(kind === "series" ? index : 0);
}

function written(value, unit) {
  return `${number(value)} ${unit}`;
}

// Where there is little room the axis alone tells the unit.
function number(value) {
  const digits = Math.abs(value) < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 };
  return value.toLocaleString(document.documentElement.lang, digits);
}
