// Shares of a whole as areas. data: {parts: [{name, value}], unit}
import { drawChart } from "site/chart.js";
import { seriesColour } from "site/palette.js";

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { trigger: "item", formatter: (point) => escaped(`${point.name}: ${written(point.value, data.unit)}`) },
    series: [{
      type: "treemap", roam: false, nodeClick: false, breadcrumb: { show: false }, left: 0, right: 0, top: 0, bottom: 0,
      itemStyle: { borderColor: theme.surface, borderWidth: 2, gapWidth: 2 },
      label: {
        color: theme.ink, backgroundColor: theme.surface, padding: [2, 4], borderRadius: 3, overflow: "truncate",
        formatter: (point) => `${point.name}\n${written(point.value, data.unit)}`,
      },
      data: data.parts.map((part, index) => ({ ...part, itemStyle: { color: seriesColour(index) } })),
    }],
  }));
}

function written(value, unit) {
  return `${Math.round(value).toLocaleString(document.documentElement.lang)} ${unit}`;
}

// The tooltip takes HTML and names come from uploads.
function escaped(text) {
  const node = document.createElement("span");
  node.textContent = text;
  return node.innerHTML;
}
