// Starts the page's modules: <div data-module="name"> -> modules/name.js, init(element), once per element, also for what htmx brings in.
const started = new WeakSet();

async function start(element) {
  if (started.has(element)) return;
  started.add(element);
  for (const name of element.dataset.module.split(" ")) {
    if (!/^[a-z0-9-]+$/.test(name)) continue;
    const module = await import(`./modules/${name}.js`);
    await module.init(element);
  }
}

function startAll(root) {
  if (root.matches?.("[data-module]")) start(root);
  for (const element of root.querySelectorAll("[data-module]")) start(element);
}

startAll(document);
document.addEventListener("htmx:load", (event) => startAll(event.detail.elt));
