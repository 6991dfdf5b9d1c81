// The building in three dimensions: turn, move closer, pick a surface. Every move also by key.
import * as THREE from "three";
import { OrbitControls } from "three/addons/OrbitControls.js";
import { colourOf } from "site/palette.js";

const STEP = Math.PI / 24;
const KINDS = {
  wall: ["chart", "faint"], roof: ["use", "heating"], ceiling: ["use", "water-systems"], floor: ["use", "heat-rejection"],
  window: ["use", "cooling"], door: ["use", "interior-equipment"], shading: ["use", "heat-recovery"],
};

export async function init(element) {
  const answer = await fetch(element.dataset.url, { headers: { Accept: "application/json" } });
  const status = element.querySelector("[data-status]");
  if (!answer.ok) {
    status.textContent = element.dataset.failed;
    return;
  }
  const { surfaces } = await answer.json();
  if (!surfaces.length) {
    status.textContent = element.dataset.empty;
    return;
  }
  try {
    new View(element, surfaces).start();
  } catch (error) {
    status.textContent = element.dataset.failed;
    throw error;
  }
}

class View {
  constructor(element, surfaces) {
    this.element = element;
    this.stage = element.querySelector("[data-stage]");
    this.picked = element.querySelector("[data-picked]");
    this.renderer = new THREE.WebGLRenderer({ antialias: true, alpha: true });
    this.renderer.setPixelRatio(window.devicePixelRatio);
    this.camera = new THREE.PerspectiveCamera(40, 1, 0.1, 10000);
    this.camera.up.set(0, 0, 1);
    this.scene = new THREE.Scene();
    this.meshes = surfaces.map((surface) => this.meshOf(surface)).filter(Boolean);
    this.controls = new OrbitControls(this.camera, this.renderer.domElement);
    this.controls.enableDamping = false;
  }

  start() {
    this.scene.add(new THREE.HemisphereLight(0xffffff, 0x999999, 2.2));
    const sun = new THREE.DirectionalLight(0xffffff, 1.4);
    sun.position.set(-0.6, -1, 1.4);
    this.scene.add(sun, ...this.meshes);
    const canvas = this.renderer.domElement;
    canvas.setAttribute("aria-hidden", "true");
    this.stage.append(canvas);
    this.element.querySelector("[data-status]").hidden = true;
    this.element.querySelectorAll("[data-tool]").forEach((tool) => { tool.hidden = false; });
    this.look();
    this.listen();
  }

  // A polygon in its own plane is cut into triangles by three.js, so that concave walls are right.
  meshOf(surface) {
    const corners = surface.vertices.map((vertex) => new THREE.Vector3(...vertex));
    const normal = newell(corners);
    if (corners.length < 3 || normal.length() === 0) return null;
    const flat = plane(corners, normal.normalize());
    const triangles = THREE.ShapeUtils.triangulateShape(flat, []);
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.Float32BufferAttribute(triangles.flat().flatMap((index) => corners[index].toArray()), 3));
    geometry.computeVertexNormals();
    const see = surface.kind === "window";
    const material = new THREE.MeshLambertMaterial({
      color: this.colour(surface.kind), side: THREE.DoubleSide, transparent: see, opacity: see ? 0.75 : 1,
      polygonOffset: true, polygonOffsetFactor: see || surface.kind === "door" ? -1 : 1, polygonOffsetUnits: 1,
    });
    const mesh = new THREE.Mesh(geometry, material);
    mesh.userData = surface;
    const edge = new THREE.BufferGeometry().setFromPoints([...corners, corners[0]]);
    mesh.add(new THREE.Line(edge, new THREE.LineBasicMaterial({ color: colourOf("chart", "ink") })));
    return mesh;
  }

  colour(kind) {
    return colourOf(...(KINDS[kind] ?? ["chart", "faint"]));
  }

  look() {
    const box = new THREE.Box3();
    for (const mesh of this.meshes) box.expandByObject(mesh);
    const centre = box.getCenter(new THREE.Vector3());
    const radius = Math.max(box.getSize(new THREE.Vector3()).length() / 2, 1);
    this.controls.target.copy(centre);
    this.camera.near = radius / 100;
    this.camera.far = radius * 40;
    const way = new THREE.Vector3(-1.1, -1.5, 0.9).normalize();
    this.fit();
    this.camera.position.copy(centre).addScaledVector(way, this.distance(box, centre, way));
    this.controls.update();
    this.draw();
  }

  // From how far away, along `way`, every corner of the box is just in the picture.
  distance(box, centre, way) {
    const across = new THREE.Vector3(0, 0, 1).cross(way).normalize();
    const upward = way.clone().cross(across);
    const high = Math.tan(THREE.MathUtils.degToRad(this.camera.fov / 2));
    const wide = high * this.camera.aspect;
    const needed = [0, 1, 2, 3, 4, 5, 6, 7].map((corner) => {
      const from = new THREE.Vector3(...["x", "y", "z"].map((axis, bit) => (corner & (1 << bit) ? box.max : box.min)[axis])).sub(centre);
      return from.dot(way) + Math.max(Math.abs(from.dot(across)) / wide, Math.abs(from.dot(upward)) / high);
    });
    return 1.08 * Math.max(...needed, 1);
  }

  listen() {
    this.controls.addEventListener("change", () => this.draw());
    new ResizeObserver(() => this.fit()).observe(this.stage);
    new MutationObserver(() => this.recolour()).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
    this.stage.addEventListener("keydown", (event) => this.key(event));
    const canvas = this.renderer.domElement;
    let down = null;
    canvas.addEventListener("pointerdown", (event) => { down = [event.clientX, event.clientY]; });
    canvas.addEventListener("pointerup", (event) => {
      if (down && Math.hypot(event.clientX - down[0], event.clientY - down[1]) < 4) this.pick(event);
    });
    this.element.querySelectorAll("[data-tool]").forEach((tool) => tool.addEventListener("click", () => this.move(tool.dataset.tool)));
  }

  key(event) {
    const moves = {
      ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "closer", "=": "closer", "-": "farther", Home: "reset",
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    this.move(moves[event.key]);
  }

  move(way) {
    if (way === "reset") return this.look();
    const arm = this.camera.position.clone().sub(this.controls.target);
    const turn = new THREE.Spherical().setFromVector3(new THREE.Vector3(arm.x, arm.z, -arm.y));
    if (way === "left") turn.theta -= STEP;
    if (way === "right") turn.theta += STEP;
    if (way === "up") turn.phi = Math.max(0.05, turn.phi - STEP);
    if (way === "down") turn.phi = Math.min(Math.PI - 0.05, turn.phi + STEP);
    if (way === "closer") turn.radius *= 0.87;
    if (way === "farther") turn.radius /= 0.87;
    const back = new THREE.Vector3().setFromSpherical(turn);
    this.camera.position.copy(this.controls.target).add(new THREE.Vector3(back.x, -back.z, back.y));
    this.controls.update();
    this.draw();
  }

  pick(event) {
    const box = this.renderer.domElement.getBoundingClientRect();
    const point = new THREE.Vector2(((event.clientX - box.left) / box.width) * 2 - 1, 1 - ((event.clientY - box.top) / box.height) * 2);
    const ray = new THREE.Raycaster();
    ray.setFromCamera(point, this.camera);
    const hit = ray.intersectObjects(this.meshes, false)[0];
    for (const mesh of this.meshes) mesh.material.emissive.set(0x000000);
    if (hit) hit.object.material.emissive.set(0x664400);
    const { name, kind, zone } = hit?.object.userData ?? {};
    this.picked.textContent = name ? [name, this.kindText(kind), zone].filter(Boolean).join(" · ") : "";
    this.draw();
  }

  kindText(kind) {
    return this.element.querySelector(`[data-kind="${kind}"]`)?.textContent.trim() ?? kind;
  }

  recolour() {
    for (const mesh of this.meshes) {
      mesh.material.color.set(this.colour(mesh.userData.kind));
      mesh.children[0].material.color.set(colourOf("chart", "ink"));
    }
    this.draw();
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width || !height) return;
    this.renderer.setSize(width, height, false); // the style sheet sizes the canvas: it narrows with its page at once
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.controls.update();
    this.draw();
  }

  draw() {
    this.renderer.render(this.scene, this.camera);
  }
}

// Newell's method: the normal of a polygon, right for concave ones too.
function newell(corners) {
  const normal = new THREE.Vector3();
  corners.forEach((a, index) => {
    const b = corners[(index + 1) % corners.length];
    normal.x += (a.y - b.y) * (a.z + b.z);
    normal.y += (a.z - b.z) * (a.x + b.x);
    normal.z += (a.x - b.x) * (a.y + b.y);
  });
  return normal;
}

function plane(corners, normal) {
  const across = Math.abs(normal.z) < 0.9 ? new THREE.Vector3(0, 0, 1).cross(normal).normalize() : new THREE.Vector3(1, 0, 0).cross(normal).normalize();
  const along = normal.clone().cross(across);
  return corners.map((corner) => new THREE.Vector2(corner.dot(across), corner.dot(along)));
}
