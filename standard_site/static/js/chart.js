// Draws an ECharts chart into an element and keeps it right: drawn again when the theme changes, resized with its box.
import * as echarts from "echarts";
import { colourOf } from "site/palette.js";

export function readData(element) {
  return JSON.parse(document.getElementById(element.dataset.source).textContent);
}

export function themeNow() {
  return {
    ink: colourOf("chart", "ink"), faint: colourOf("chart", "faint"), grid: colourOf("chart", "grid"),
    surface: colourOf("chart", "surface"), limit: colourOf("chart", "limit"),
    font: getComputedStyle(document.body).fontFamily,
    narrow: window.matchMedia("(max-width: 576px)").matches,
    still: window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}

function dressed(option, theme) {
  const axis = (given) => given && {
    axisLabel: { color: theme.ink }, axisLine: { lineStyle: { color: theme.faint } }, nameTextStyle: { color: theme.ink },
    splitLine: { lineStyle: { color: theme.grid } }, ...given,
  };
  return {
    animation: !theme.still, textStyle: { fontFamily: theme.font, color: theme.ink }, backgroundColor: "transparent",
    ...option,
    legend: option.legend && { type: "scroll", textStyle: { color: theme.ink }, pageTextStyle: { color: theme.ink }, ...option.legend },
    tooltip: option.tooltip && { confine: true, backgroundColor: theme.surface, textStyle: { color: theme.ink }, ...option.tooltip },
    xAxis: axis(option.xAxis), yAxis: axis(option.yAxis),
  };
}

// build(data, theme) returns an ECharts option. A part whose data has an href leads there; the table beside has the same link.
export function drawChart(element, build) {
  const chart = echarts.init(element, null, { renderer: "svg" });
  const data = readData(element);
  const draw = () => {
    const theme = themeNow();
    chart.setOption(dressed(build(data, theme), theme), true);
  };
  draw();
  chart.on("click", (point) => point.data?.href && window.location.assign(point.data.href));
  new ResizeObserver(() => chart.resize()).observe(element);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  window.addEventListener("beforeprint", () => chart.resize());
  return chart;
}
