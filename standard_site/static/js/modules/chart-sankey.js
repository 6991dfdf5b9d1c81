// Flows from left to right. data: {nodes: [{name, label, key, href}], links: [{source, target, value}], unit}
import { drawChart } from "site/chart.js";
import { written } from "site/numbers.js";
import { colourOf, seriesColour } from "site/palette.js";

export function init(element) {
  drawChart(element, (data, theme) => {
    const labels = new Map(data.nodes.map((node) => [node.name, node.label]));
    const materials = data.nodes.filter((node) => node.name.startsWith("m:"));
    return {
      tooltip: { renderMode: "richText", formatter: (point) => told(point, labels, data.unit) },
      series: [{
        type: "sankey", left: 0, right: theme.narrow ? 44 : 64, top: 8, bottom: 8, nodeWidth: 12, nodeGap: theme.narrow ? 12 : 10,
        draggable: false, layoutIterations: 64, emphasis: { focus: "adjacency" },
        label: { color: theme.ink, fontSize: theme.narrow ? 10 : 12, width: theme.narrow ? 86 : 180, overflow: "truncate", formatter: (point) => labels.get(point.name) },
        lineStyle: { color: "gradient", opacity: 0.35 },
        data: data.nodes.map((node) => ({ ...node, itemStyle: { color: colour(node, materials), borderColor: theme.ink, borderWidth: 0.5 } })),
        links: data.links,
      }],
    };
  });
}

function colour(node, materials) {
  if (node.key) return colourOf("module", node.key);
  return node.name.startsWith("e:") ? colourOf("chart", "faint") : seriesColour(materials.indexOf(node));
}

function told(point, labels, unit) {
  const name = point.dataType === "edge" ? `${labels.get(point.data.source)} → ${labels.get(point.data.target)}` : labels.get(point.name);
  return `${name}\n${written(point.value, unit)}`;
}
