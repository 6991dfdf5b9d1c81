// One line over the years. data: {years: [text], values: [number | null], unit}
import { drawChart } from "site/chart.js";
import { seriesColour } from "site/palette.js";

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { trigger: "axis" },
    grid: { left: 8, right: 24, top: 32, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "category", data: data.years, axisLabel: { color: theme.ink, hideOverlap: true } },
    yAxis: { type: "value", name: data.unit, axisLabel: { hideOverlap: true } },
    series: [{ type: "line", step: "end", showSymbol: false, data: data.values, color: seriesColour(0) }],
  }));
}
