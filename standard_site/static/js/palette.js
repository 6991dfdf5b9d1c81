// The palette of css/palette.css for scripts. kinds: "module", "use", "scenario", "outcome", "chart"; keys as in the documents ("A1-A3", "interior_lighting").
export const MODULES = ["A1-A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "C1", "C2", "C3", "C4", "D"];
export const END_USES = [
  "heating", "cooling", "interior_lighting", "exterior_lighting", "interior_equipment", "exterior_equipment", "fans", "pumps",
  "heat_rejection", "humidification", "heat_recovery", "water_systems", "refrigeration", "generators", "photovoltaic",
];
export const SCENARIOS = ["energy", "buildings", "transport", "resources"];
export const OUTCOMES = ["achieved", "not_achieved", "not_applicable", "undetermined"];

// Series without a meaning of their own (typologies, designs) take these in order; each also gets its own symbol and dash.
const SERIES = ["use-cooling", "use-heating", "use-fans", "use-interior-equipment", "use-interior-lighting", "use-water-systems", "use-pumps", "use-heat-recovery"];
export const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "arrow", "roundRect", "emptyCircle"];
export const DASHES = ["solid", "dashed", "dotted"];

function variable(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function colourOf(kind, key) {
  return variable(`${kind}-${key.toLowerCase().replaceAll("_", "-")}`) || variable("chart-faint");
}

export function seriesColour(index) {
  return variable(SERIES[index % SERIES.length]);
}
