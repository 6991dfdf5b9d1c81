// Tiles in proportion. data: {tiles: [{name, value, share, href}], unit}
import { drawChart } from "site/chart.js";
import { written } from "site/numbers.js";
import { seriesColour } from "site/palette.js";

const PATTERNS = [
  { symbol: "none" },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 9], rotation: Math.PI / 4 },
  { symbol: "circle", symbolSize: 0.5, dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0] },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 9], rotation: -Math.PI / 4 },
];

export function init(element) {
  drawChart(element, (data, theme) => ({
    tooltip: { formatter: (point) => `${point.marker}${echartsText(point.name)}<br>${written(point.value, data.unit)} (${point.data.share})` },
    series: [{
      type: "treemap", left: 0, right: 0, top: 0, bottom: 0, roam: false, nodeClick: false, breadcrumb: { show: false },
      itemStyle: { borderColor: theme.surface, borderWidth: 2, gapWidth: 1 },
      label: { color: "#ffffff", textBorderColor: "#1f2937", textBorderWidth: 3, fontSize: theme.narrow ? 11 : 13, overflow: "break", formatter: (point) => `${point.name}\n${point.data.share}` },
      data: data.tiles.map((tile, index) => ({ ...tile, itemStyle: { color: seriesColour(index), decal: pattern(index) } })),
    }],
  }));
}

function pattern(index) {
  return { ...PATTERNS[Math.floor(index / 2) % PATTERNS.length], color: "rgba(255,255,255,.22)" };
}

// Names come from files: nothing in them is taken for markup.
function echartsText(text) {
  const place = document.createElement("span");
  place.textContent = text;
  return place.innerHTML;
}
