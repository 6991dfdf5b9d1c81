// Light or dark, remembered where Tabler's own start script looks for it.
const root = document.documentElement;
const isDark = () => root.getAttribute("data-bs-theme") === "dark";

export function init(button) {
  const label = () => button.setAttribute("aria-label", isDark() ? button.dataset.toLight : button.dataset.toDark);
  label();
  button.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    root.setAttribute("data-bs-theme", wanted);
    try { localStorage.setItem("tabler-theme", wanted); } catch { /* private windows may refuse; the page still changes */ }
    label();
  });
}
