// Two bars for each category: before and after. data: {categories: [name], series: [{name, values}]}
import { drawChart } from "site/chart.js";
import { colourOf, seriesColour } from "site/palette.js";

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value) => value.toLocaleString(document.documentElement.lang) },
    legend: { bottom: 0 },
    grid: { left: 8, right: 8, top: 16, bottom: 48, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "category", data: data.categories, axisLabel: labels(data.categories.length, theme) },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: theme.ink, hideOverlap: true } },
    series: data.series.map((series, index) => ({
      type: "bar", name: series.name, data: series.values, barMaxWidth: 36, barGap: "10%",
      itemStyle: {
        color: index === 0 ? colourOf("chart", "faint") : seriesColour(0), borderColor: theme.surface, borderWidth: 1,
        decal: index === 0 ? { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4, color: "rgba(255,255,255,.35)" } : undefined,
      },
    })),
  }));
}

// A few names are all written: slanted where it is narrow, for a word is never broken; of many, as many as fit.
function labels(count, theme) {
  if (count > 8) return { color: theme.ink, hideOverlap: true };
  return theme.narrow ? { color: theme.ink, interval: 0, rotate: 30 } : { color: theme.ink, interval: 0, overflow: "break", width: 88 };
}
