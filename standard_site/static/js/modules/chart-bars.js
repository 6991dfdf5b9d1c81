// Bars lying, the value written at each. data: {kind: "module" | "series" | "one", bars: [{key, name, value, href?}], unit}. Where there is little room the axis alone tells the unit.
import { drawChart } from "site/chart.js";
import { rounded, written } from "site/numbers.js";
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
        value: bar.value, name: bar.name, href: bar.href,
        itemStyle: { color: colour(data.kind, bar, index) },
      })),
      label: { show: true, position: "right", color: theme.ink, formatter: (point) => (theme.narrow ? rounded(point.value) : written(point.value, data.unit)) },
    }],
  }));
}

function colour(kind, bar, index) {
  if (kind === "module") return colourOf("module", bar.key);
  return seriesColour(kind === "series" ? index : 0);
}
