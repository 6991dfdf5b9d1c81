// All emissions up to each year against what budgets allow up to it, the year each is passed marked.
// data: {years: [text], name, values, budgets: [{name, values, overshoot}], unit, over}
import { drawChart } from "site/chart.js";
import { rounded, written } from "site/numbers.js";
import { colourOf, seriesColour } from "site/palette.js";

const SYMBOLS = ["rect", "triangle", "diamond", "circle"];
const DASHES = ["dashed", "dotted", [10, 4, 2, 4], [2, 6]];

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { trigger: "axis", valueFormatter: (value) => written(value, data.unit) },
    legend: data.budgets.length ? { bottom: 0, type: "plain" } : undefined,
    grid: { left: 8, right: theme.narrow ? 16 : 32, top: 40, bottom: beneath(data, theme), outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "category", data: data.years, boundaryGap: false, axisLabel: { color: theme.ink, hideOverlap: true } },
    yAxis: { type: "value", name: data.unit, nameTextStyle: { align: "left", color: theme.ink }, axisLabel: { color: theme.ink, hideOverlap: true, formatter: rounded } },
    series: [own(data, theme), ...data.budgets.map((budget, index) => allowed(budget, index, data, theme))],
  }));
}

function beneath(data, theme) {
  if (!data.budgets.length) return 8;
  return theme.narrow ? 16 + 22 * (data.budgets.length + 1) : 44;
}

function own(data, theme) {
  return {
    type: "line", step: "end", name: data.name, data: data.values, showSymbol: false, z: 3,
    lineStyle: { width: 3, color: seriesColour(0) }, itemStyle: { color: seriesColour(0) },
  };
}

function allowed(budget, index, data, theme) {
  const colour = colourOf("chart", "limit");
  const at = data.years.indexOf(budget.overshoot);
  return {
    type: "line", name: budget.name, data: budget.values, symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 8,
    showSymbol: true, showAllSymbol: false, lineStyle: { width: 2, color: colour, type: DASHES[index % DASHES.length] }, itemStyle: { color: colour },
    markPoint: at < 0 ? undefined : {
      symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 14, itemStyle: { color: colour, borderColor: theme.ink, borderWidth: 1 },
      label: { show: true, position: index % 2 ? "bottom" : "top", color: theme.ink, formatter: budget.overshoot },
      data: [{ name: data.over, coord: [budget.overshoot, data.values[at] ?? 0] }],
    },
  };
}
