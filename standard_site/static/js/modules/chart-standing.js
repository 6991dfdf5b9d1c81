// How many buildings fall into each bin, those of the same use apart, and where this one is.
// data: {bins, same: {name, values}, others: {name, values}, here: index | null, told, count, unit}
import { drawChart } from "site/chart.js";
import { colourOf, seriesColour } from "site/palette.js";

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    legend: { bottom: 0 },
    grid: { left: 8, right: 16, top: 56, bottom: 64, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "category", data: data.bins, name: data.unit, nameLocation: "middle", nameGap: theme.narrow ? 44 : 28, axisLabel: { color: theme.ink, hideOverlap: true, rotate: theme.narrow ? 40 : 0, fontSize: 11 } },
    yAxis: { type: "value", name: data.count, nameTextStyle: { align: "left", color: theme.ink }, minInterval: 1, axisLabel: { color: theme.ink } },
    aria: { enabled: true, decal: { show: true } },
    series: [
      {
        type: "bar", stack: "all", name: data.same.name, data: data.same.values, barCategoryGap: "8%", itemStyle: { color: seriesColour(0) },
        markLine: data.here == null ? undefined : {
          symbol: ["none", "triangle"], symbolSize: 10, silent: true, lineStyle: { color: colourOf("chart", "limit"), width: 3, type: "solid" },
          label: { color: theme.ink, fontWeight: "bold", formatter: data.told, position: "end", align: data.here > data.bins.length / 2 ? "right" : "left", distance: 4 },
          data: [{ xAxis: data.here }],
        },
      },
      { type: "bar", stack: "all", name: data.others.name, data: data.others.values, itemStyle: { color: colourOf("chart", "faint") } },
    ],
  }));
}
