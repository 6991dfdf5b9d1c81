// Energy by end use and month, stacked.
import { drawChart } from "site/chart.js";
import { colourOf } from "site/palette.js";

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value) => rounded(value, data.unit) },
    legend: { bottom: 0 },
    grid: { left: 8, right: 8, top: 32, bottom: 48, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "category", data: data.months, axisLabel: { color: theme.ink, interval: theme.narrow ? 1 : 0 } },
    yAxis: { type: "value", name: data.unit },
    aria: { enabled: true, decal: { show: true } },
    series: data.series.map((series) => ({
      type: "bar", stack: "year", name: series.name, data: series.values,
      itemStyle: { color: colourOf("use", series.key), borderColor: theme.surface, borderWidth: 1 },
    })),
  }));
}

function rounded(value, unit) {
  return value == null ? "–" : `${Math.round(value).toLocaleString(document.documentElement.lang)} ${unit}`;
}
