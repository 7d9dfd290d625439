import * as THREE from "three";
import type { Atlas } from "../_state/atlas";
import { writeColourRow, writeDifferenceRow } from "../_state/colours";
import type { History } from "../_state/history";
import { LAYERS, type Layer } from "../_state/kinds";
import type { Paint } from "../_state/paint";
import { domainOf, type Studied, shownQuantity } from "../_state/quantities";
import { buildMass } from "./buildings";
import { buildGround, type Ground } from "./ground";
import type { Palette } from "./palette";
import {
  BUILDING_PICK_FRAGMENT,
  BUILDING_PICK_VERTEX,
  SOLID_FRAGMENT,
  SOLID_VERTEX,
  TUBE_FRAGMENT,
  TUBE_VERTEX,
} from "./shaders";
import { buildSolids } from "./solids";
import { buildTubes } from "./tubes";

/** How far full x-ray raises each layer above where it lies, so that one corridor's pipes fan out. */
const RAISE_M: Readonly<Record<Layer, number>> = {
  water: 5,
  power: 11,
  gas: 3,
  heat: 7,
  cooling: 9,
  plants: 4,
  buildings: 0,
  hydrants: 5,
};

const PICK_SIZE = 9;

/** The whole twin as plain three objects. A tick is one texture upload; nothing here knows React. */
export class TwinScene {
  readonly root = new THREE.Group();
  readonly centre: THREE.Vector3;
  readonly radius_m: number;
  readonly uniforms: Record<string, THREE.IUniform>;
  readonly sun = new THREE.DirectionalLight(0xffffff, 2);
  readonly #sky = new THREE.HemisphereLight(0xffffff, 0x888888, 1.4);
  readonly #values: THREE.DataTexture;
  readonly #colours: THREE.DataTexture;
  readonly #pickScene = new THREE.Scene();
  readonly #pickTarget = new THREE.WebGLRenderTarget(PICK_SIZE, PICK_SIZE);
  readonly #pickBytes = new Uint8Array(PICK_SIZE * PICK_SIZE * 4);
  readonly #mass: THREE.MeshLambertMaterial;
  readonly #veil: THREE.MeshBasicMaterial;
  readonly #lines: THREE.LineBasicMaterial;
  readonly #massMesh: THREE.Mesh;
  readonly #lineMesh: THREE.LineSegments;
  readonly #veilMesh: THREE.Mesh;
  readonly #ground: Ground;
  #palette: Palette | null = null;

  constructor(
    readonly atlas: Atlas,
    readonly paint: Paint,
  ) {
    const { min, max } = atlas.bounds;
    this.centre = new THREE.Vector3((min[0] + max[0]) / 2, 0, -(min[1] + max[1]) / 2);
    this.radius_m = Math.max(60, Math.hypot(max[0] - min[0], max[1] - min[1]) / 2);

    this.#values = new THREE.DataTexture(paint.data, paint.width, paint.height, THREE.RGBAFormat, THREE.FloatType);
    this.#values.needsUpdate = true;
    this.#colours = new THREE.DataTexture(new Uint8Array(256 * LAYERS.length * 4), 256, LAYERS.length);
    const each = (v: number) => LAYERS.map(() => v);
    this.uniforms = {
      uValues: { value: this.#values },
      uValuesWidth: { value: paint.width },
      uColours: { value: this.#colours },
      uVisible: { value: each(1) },
      uLift: { value: each(0) },
      uPixel: { value: 0.001 },
      uHover: { value: -1 },
      uHue: { value: LAYERS.map(() => new THREE.Color()) },
      uColoured: { value: each(0) },
      uByNode: { value: each(0) },
      uSky: { value: new THREE.Color() },
      uGround: { value: new THREE.Color() },
      uSunColour: { value: new THREE.Color() },
      uSunDirection: { value: new THREE.Vector3(0.4, 0.8, 0.3) },
      uBack: { value: new THREE.Color() },
      uNoValue: { value: new THREE.Color() },
      uFocus: { value: new THREE.Color() },
      uTime: { value: 0 },
      uFlows: { value: 1 },
    };

    const add = (geometry: THREE.BufferGeometry, vertexShader: string, fragmentShader: string) => {
      const shown = new THREE.Mesh(
        geometry,
        new THREE.ShaderMaterial({ uniforms: this.uniforms, vertexShader, fragmentShader }),
      );
      const picked = new THREE.Mesh(
        geometry,
        new THREE.ShaderMaterial({ uniforms: this.uniforms, vertexShader, fragmentShader, defines: { PICK: 1 } }),
      );
      for (const mesh of [shown, picked]) mesh.frustumCulled = false; // instances reach far beyond the unit geometry
      picked.renderOrder = 1;
      this.root.add(shown);
      this.#pickScene.add(picked);
    };
    add(buildTubes(atlas), TUBE_VERTEX, TUBE_FRAGMENT);
    for (const g of buildSolids(atlas)) add(g, SOLID_VERTEX, SOLID_FRAGMENT);

    this.#ground = buildGround(atlas, this.centre, this.radius_m);
    this.root.add(this.#ground.root);

    // a veil that writes only depth, then the faces where they are nearest: ghost buildings show one clean skin
    const mass = buildMass(atlas);
    this.#veil = new THREE.MeshBasicMaterial({
      colorWrite: false,
      polygonOffset: true,
      polygonOffsetFactor: 1,
      polygonOffsetUnits: 1,
    });
    this.#mass = this.#massMaterial();
    this.#lines = new THREE.LineBasicMaterial({ transparent: true, opacity: 0.5, depthWrite: false });
    this.#veilMesh = new THREE.Mesh(mass.faces, this.#veil);
    this.#massMesh = new THREE.Mesh(mass.faces, this.#mass);
    this.#lineMesh = new THREE.LineSegments(mass.lines, this.#lines);
    this.#veilMesh.renderOrder = 10;
    this.#massMesh.renderOrder = 11;
    this.#lineMesh.renderOrder = 12;
    this.#massMesh.castShadow = true;
    this.#massMesh.receiveShadow = true;
    this.#veil.transparent = true; // sorted with the transparent things, before the faces it clears the way for
    this.root.add(this.#veilMesh, this.#massMesh, this.#lineMesh);
    const pickMass = new THREE.Mesh(
      mass.faces,
      new THREE.ShaderMaterial({
        uniforms: this.uniforms,
        vertexShader: BUILDING_PICK_VERTEX,
        fragmentShader: BUILDING_PICK_FRAGMENT,
      }),
    );
    pickMass.renderOrder = 0;
    // networks win over the buildings that stand before them, as soon as x-ray lets them shine through
    pickMass.onAfterRender = (renderer) => {
      if ((this.uniforms.uFlows.value as number) >= 0 && this.#xray_1 > 0.05) renderer.clearDepth();
    };
    this.#pickScene.add(pickMass);

    this.sun.castShadow = true;
    this.sun.shadow.mapSize.set(2048, 2048);
    const reach = this.radius_m * 1.1;
    Object.assign(this.sun.shadow.camera, {
      left: -reach,
      right: reach,
      top: reach,
      bottom: -reach,
      near: 1,
      far: reach * 6,
    });
    this.sun.shadow.bias = -0.0006;
    this.sun.shadow.normalBias = 0.6;
    this.sun.shadow.autoUpdate = false;
    this.sun.shadow.needsUpdate = true;
    this.sun.target.position.copy(this.centre);
    this.root.add(this.sun, this.sun.target, this.#sky);
  }

  #xray_1 = 0;

  /** Lambert, plus the element's value and emphasis from the values texture. */
  #massMaterial(): THREE.MeshLambertMaterial {
    const material = new THREE.MeshLambertMaterial({ transparent: true, depthWrite: false });
    material.onBeforeCompile = (shader) => {
      Object.assign(shader.uniforms, this.uniforms);
      shader.vertexShader = shader.vertexShader
        .replace(
          "#include <common>",
          `#include <common>
uniform sampler2D uValues; uniform int uValuesWidth; uniform float uHover;
attribute float aElement; flat varying vec4 vValue; flat varying float vHover;`,
        )
        .replace(
          "#include <begin_vertex>",
          `#include <begin_vertex>
int i = int(aElement + 0.5);
vValue = texelFetch(uValues, ivec2(i % uValuesWidth, i / uValuesWidth), 0);
vHover = abs(aElement - uHover) < 0.5 ? 1.0 : 0.0;`,
        );
      shader.fragmentShader = shader.fragmentShader
        .replace(
          "#include <common>",
          `#include <common>
uniform sampler2D uColours; uniform float uColoured[8]; uniform vec3 uFocus;
flat varying vec4 vValue; flat varying float vHover;`,
        )
        .replace(
          "#include <color_fragment>",
          `#include <color_fragment>
if (uColoured[6] > 0.5 && vValue.r >= 0.0) diffuseColor.rgb = texelFetch(uColours, ivec2(int(vValue.r * 255.0 + 0.5), 6), 0).rgb;
if (vValue.a < 0.5) diffuseColor.rgb *= 0.45;
if (vValue.b > 1.5) { diffuseColor.rgb = mix(diffuseColor.rgb, uFocus, vValue.b > 2.5 ? 0.8 : 0.35); diffuseColor.a = max(diffuseColor.a, 0.75); }
if (vValue.b < 0.5) diffuseColor.a *= 0.55;
if (vHover > 0.5) { diffuseColor.rgb = mix(diffuseColor.rgb, uFocus, 0.35); diffuseColor.a = max(diffuseColor.a, 0.7); }`,
        );
    };
    return material;
  }

  setPalette(p: Palette): void {
    this.#palette = p;
    const u = this.uniforms;
    p.hue.forEach((c, i) => {
      (u.uHue.value as THREE.Color[])[i].copy(c);
    });
    (u.uBack.value as THREE.Color).copy(p.back);
    (u.uNoValue.value as THREE.Color).copy(p.noValue);
    (u.uFocus.value as THREE.Color).copy(p.focus);
    this.#mass.color.copy(p.building);
    this.#lines.color.copy(p.edge);
    this.#ground.setPalette(p);
  }

  /** Sun and sky at an instant; night keeps a soft moon so that the model stays readable. */
  setSun(direction: readonly [number, number, number]): void {
    const p = this.#palette;
    if (!p) return;
    const up = direction[1];
    const day = THREE.MathUtils.smoothstep(up, -0.08, 0.25);
    const d = new THREE.Vector3(...direction);
    if (up < 0.12) d.set(direction[0], 0.12 + (0.12 - up) * 0.6, direction[2]);
    d.normalize();
    const distance = this.radius_m * 3;
    this.sun.position.copy(this.centre).addScaledVector(d, distance);
    const warm = new THREE.Color(1, 0.97, 0.92).lerp(
      new THREE.Color(1, 0.82, 0.64),
      1 - THREE.MathUtils.smoothstep(up, 0.05, 0.5),
    );
    const night = new THREE.Color(0.72, 0.8, 1);
    const sunColour = night.clone().lerp(warm, day);
    // a flat face in full daylight comes out as its own colour; the night keeps nine tenths of it, cooler
    const full = Math.PI;
    this.sun.color.copy(sunColour);
    this.sun.intensity = full * (p.isDark ? 0.2 + 0.32 * day : 0.16 + 0.3 * day);
    this.#sky.color.copy(new THREE.Color(0.93, 0.96, 1).lerp(new THREE.Color(1, 1, 1), day));
    this.#sky.groundColor.set(p.isDark ? 0x8a8f96 : 0xaab0b6);
    this.#sky.intensity = full * (p.isDark ? 0.66 + 0.12 * day : 0.86 - 0.08 * day);
    const u = this.uniforms;
    (u.uSunDirection.value as THREE.Vector3).copy(d);
    (u.uSunColour.value as THREE.Color).copy(sunColour).multiplyScalar(p.isDark ? 0.22 + 0.2 * day : 0.25 + 0.22 * day);
    (u.uSky.value as THREE.Color).setScalar(p.isDark ? 0.86 : 0.82);
    (u.uGround.value as THREE.Color).setScalar(p.isDark ? 0.5 : 0.5);
    this.sun.shadow.needsUpdate = true;
  }

  setXray(xray_1: number): void {
    this.#xray_1 = xray_1;
    const lift = this.uniforms.uLift.value as number[];
    LAYERS.forEach((l, i) => {
      lift[i] = RAISE_M[l] * xray_1;
    });
    const opacity = 1 - 0.85 * xray_1;
    this.#mass.opacity = opacity;
    this.#lines.opacity = 0.2 + 0.35 * opacity;
    this.#ground.setOpacity(1 - 0.7 * xray_1);
    this.#massMesh.castShadow = xray_1 < 0.95;
    this.sun.shadow.needsUpdate = true;
  }

  setLayers(visible: Readonly<Record<Layer, boolean>>): void {
    const v = this.uniforms.uVisible.value as number[];
    LAYERS.forEach((l, i) => {
      v[i] = visible[l] ? 1 : 0;
    });
    for (const m of [this.#massMesh, this.#lineMesh, this.#veilMesh]) m.visible = visible.buildings;
    this.sun.shadow.needsUpdate = true;
  }

  setColours(
    colourBy: Readonly<Partial<Record<Layer, string | null>>>,
    history: History | null,
    studied: Studied | null,
  ): void {
    const coloured = this.uniforms.uColoured.value as number[];
    const byNode = this.uniforms.uByNode.value as number[];
    const data = this.#colours.image.data as Uint8Array;
    LAYERS.forEach((layer, i) => {
      const chosen = shownQuantity(layer, colourBy, studied);
      const q = history || chosen === studied?.quantity ? chosen : null;
      coloured[i] = q ? 1 : 0;
      byNode[i] = q?.byNode ? 1 : 0;
      if (q) {
        const row = data.subarray(i * 1024, i * 1024 + 1024);
        writeColourRow(row, layer, q, domainOf(q, history), this.#palette?.isDark ? "dark" : "light");
      }
    });
    this.#colours.needsUpdate = true;
  }

  /** The one map of a comparison; what has no such quantity is grey on every layer, so that nothing else shouts. */
  setDifference(isByNode: boolean): void {
    const coloured = this.uniforms.uColoured.value as number[];
    const byNode = this.uniforms.uByNode.value as number[];
    const data = this.#colours.image.data as Uint8Array;
    LAYERS.forEach((_, i) => {
      coloured[i] = 1;
      byNode[i] = isByNode ? 1 : 0;
      writeDifferenceRow(data.subarray(i * 1024, i * 1024 + 1024), this.#palette?.isDark ? "dark" : "light");
    });
    this.#colours.needsUpdate = true;
  }

  /** The one upload of a tick. */
  upload(): void {
    this.#values.needsUpdate = true;
  }

  /** Index of the element under a point of the canvas (in its own pixels), nearest within four; -1 for none. */
  pick(
    renderer: THREE.WebGLRenderer,
    camera: THREE.PerspectiveCamera,
    x: number,
    y: number,
    w: number,
    h: number,
  ): number {
    const half = Math.floor(PICK_SIZE / 2);
    camera.setViewOffset(w, h, Math.round(x) - half, Math.round(y) - half, PICK_SIZE, PICK_SIZE);
    const before = renderer.getRenderTarget();
    const clear = renderer.getClearColor(new THREE.Color());
    const alpha = renderer.getClearAlpha();
    renderer.setRenderTarget(this.#pickTarget);
    renderer.setClearColor(0x000000, 0);
    renderer.clear();
    renderer.render(this.#pickScene, camera);
    renderer.readRenderTargetPixels(this.#pickTarget, 0, 0, PICK_SIZE, PICK_SIZE, this.#pickBytes);
    renderer.setRenderTarget(before);
    renderer.setClearColor(clear, alpha);
    camera.clearViewOffset();
    let best = -1;
    let nearest = Number.POSITIVE_INFINITY;
    for (let j = 0; j < PICK_SIZE; j++) {
      for (let i = 0; i < PICK_SIZE; i++) {
        const at = 4 * (j * PICK_SIZE + i);
        const id = this.#pickBytes[at] + (this.#pickBytes[at + 1] << 8) + (this.#pickBytes[at + 2] << 16) - 1;
        if (id < 0) continue;
        // a network a few pixels away is meant more often than the roof right below the cursor
        const cost = Math.hypot(i - half, j - half) + (this.atlas.layerOf[id] === 6 ? 3.5 : 0);
        if (cost < nearest) {
          nearest = cost;
          best = id;
        }
      }
    }
    return best;
  }

  dispose(): void {
    for (const scene of [this.root, this.#pickScene]) {
      scene.traverse((o) => {
        if (!(o instanceof THREE.Mesh || o instanceof THREE.LineSegments)) return;
        o.geometry.dispose();
        for (const m of Array.isArray(o.material) ? o.material : [o.material]) m.dispose();
      });
    }
    this.#values.dispose();
    this.#colours.dispose();
    this.#pickTarget.dispose();
    this.sun.shadow.map?.dispose();
  }
}
