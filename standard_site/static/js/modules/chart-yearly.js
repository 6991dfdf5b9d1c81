// Standing bars by year, stacked. data: {years: [text], series: [{key, name, values}], unit}
import { drawChart } from "site/chart.js";
import { written } from "site/numbers.js";
import { colourOf } from "site/palette.js";

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value) => written(value, data.unit) },
    legend: { bottom: 0, type: "plain" },
    grid: { left: 8, right: 16, top: 32, bottom: theme.narrow ? 88 : 40, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "category", data: data.years, axisLabel: { color: theme.ink, hideOverlap: true } },
    yAxis: { type: "value", name: data.unit, nameTextStyle: { align: "left", color: theme.ink }, axisLabel: { color: theme.ink, hideOverlap: true } },
    aria: { enabled: true, decal: { show: true } },
    series: data.series.map((series) => ({
      type: "bar", stack: "year", name: series.name, data: series.values, barCategoryGap: "15%",
      itemStyle: { color: colourOf("module", series.key) },
    })),
  }));
}
