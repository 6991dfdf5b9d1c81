// Bars lying, each stacked of the same series. data: {categories: [text], series: [{key, name, values, hrefs?}], unit}
import { drawChart } from "site/chart.js";
import { rounded, written } from "site/numbers.js";
import { colourOf } from "site/palette.js";

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value) => written(value, data.unit) },
    legend: { bottom: 0, type: "plain", itemWidth: theme.narrow ? 16 : 25 },
    grid: { left: 8, right: theme.narrow ? 56 : 80, top: 8, bottom: beneath(data, theme), outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "value", name: data.unit, nameLocation: "middle", nameGap: 26, splitNumber: theme.narrow ? 2 : 5, axisLabel: { color: theme.ink, hideOverlap: true } },
    yAxis: {
      type: "category", inverse: true, data: data.categories,
      axisLabel: { color: theme.ink, width: theme.narrow ? 104 : 200, overflow: "break" },
    },
    aria: { enabled: true, decal: { show: true } },
    series: [...data.series.map((series) => ({
      type: "bar", stack: "all", name: series.name, barMaxWidth: 40,
      itemStyle: { color: colourOf("module", series.key), borderColor: theme.surface, borderWidth: theme.narrow ? 0 : 0.5 },
      data: series.values.map((value, index) => ({ value, href: series.hrefs?.[index] })),
    })), sums(data, theme)],
  }));
}

// Room for the unit and as many rows as the legend takes.
function beneath(data, theme) {
  const inARow = theme.narrow ? 6 : 7;
  return 36 + 26 * Math.ceil(data.series.length / inARow);
}

// Nothing drawn at the end of each bar but what it comes to.
function sums(data, theme) {
  const totals = data.categories.map((_name, index) => data.series.reduce((sum, series) => sum + (series.values[index] ?? 0), 0));
  return {
    type: "bar", stack: "all", data: data.categories.map(() => 0), silent: true, tooltip: { show: false },
    itemStyle: { color: "transparent", decal: { symbol: "none" } },
    label: { show: true, position: "right", color: theme.ink, formatter: (point) => rounded(totals[point.dataIndex]) },
  };
}
