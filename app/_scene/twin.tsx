"use client";

import { Canvas, useFrame, useThree } from "@react-three/fiber";
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef } from "react";
import * as THREE from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { Atlas } from "../_state/atlas";
import { levelsOf } from "../_state/emphasis";
import { Paint } from "../_state/paint";
import { differenceOf, scenarioOf, useWorkbench, type WorkbenchState } from "../_state/store";
import { FARTHEST, fitEye, outlineOf, setDepth } from "./first-view";
import { Labels } from "./labels";
import { readPalette } from "./palette";
import { sunDirection } from "./sun";
import { TwinScene } from "./twin-scene";

/** What keys and buttons may ask of the camera. */
export interface TwinHandle {
  orbit(right_rad: number, up_rad: number): void;
  zoom(factor: number): void;
  fit(): void;
  /** Moves only as far as it must to have the element in view. */
  focus(index: number): void;
  /** Goes there, near enough to tell the element from its neighbours. */
  fly(index: number): void;
}

export interface TwinProps {
  readonly atlas: Atlas;
  readonly handle: RefObject<TwinHandle | null>;
  /** False while another view covers it: then nothing is drawn. */
  readonly isShown: boolean;
  onPick(id: string | null): void;
  onHover(id: string | null): void;
}

export default function Twin({ atlas, handle, isShown, onPick, onHover }: TwinProps) {
  const overlay = useRef<HTMLDivElement>(null);
  return (
    <div style={{ position: "absolute", inset: 0 }}>
      <Canvas
        frameloop={isShown ? "demand" : "never"}
        dpr={[1, 2]}
        shadows="percentage"
        flat
        gl={{ antialias: true, powerPreference: "high-performance" }}
        camera={{ fov: 32, near: 2, far: 12_000 }}
        data-testid="twin"
        aria-label="Three-dimensional twin of the district; the table view holds the same content"
      >
        <World atlas={atlas} handle={handle} isShown={isShown} onPick={onPick} onHover={onHover} overlay={overlay} />
      </Canvas>
      <div ref={overlay} style={{ position: "absolute", inset: 0, overflow: "hidden", pointerEvents: "none" }} />
    </div>
  );
}

const REDUCED = "(prefers-reduced-motion: reduce)";

function World({
  atlas,
  handle,
  isShown,
  onPick,
  onHover,
  overlay,
}: TwinProps & { overlay: RefObject<HTMLDivElement | null> }) {
  const { gl, camera, get, invalidate, size, scene } = useThree();
  const eye = camera as THREE.PerspectiveCamera;
  const twin = useMemo(() => new TwinScene(atlas, new Paint(atlas)), [atlas]);
  const outline = useMemo(() => outlineOf(atlas), [atlas]);
  useEffect(() => () => twin.dispose(), [twin]);

  // until somebody takes the camera in hand, it keeps the district in view as panels come and go
  const isTouched = useRef(false);
  const controls = useMemo(() => {
    const c = new OrbitControls(eye, gl.domElement);
    c.maxPolarAngle = Math.PI * 0.49;
    c.screenSpacePanning = false;
    c.zoomToCursor = true;
    return c;
  }, [eye, gl]);

  useEffect(() => {
    controls.connect(gl.domElement);
    return () => controls.dispose();
  }, [controls, gl]);

  // before the first look at a district, which already asks how deep it is
  useLayoutEffect(() => {
    const draw = () => {
      setDepth(eye, eye.position.distanceTo(controls.target), twin.radius_m);
      invalidate();
    };
    const touch = () => {
      isTouched.current = true;
    };
    controls.minDistance = 30;
    controls.maxDistance = twin.radius_m * FARTHEST;
    controls.addEventListener("change", draw);
    controls.addEventListener("start", touch);
    return () => {
      controls.removeEventListener("change", draw);
      controls.removeEventListener("start", touch);
    };
  }, [controls, eye, invalidate, twin]);

  useImperativeHandle(handle, () => {
    const fitAll = () => {
      isTouched.current = false;
      controls.target.copy(fitEye(eye, outline, twin.centre, twin.radius_m, get().size));
      controls.update();
      invalidate();
    };
    const goTo = (to: THREE.Vector3, most_m: number) => {
      const arm = eye.position.clone().sub(controls.target);
      isTouched.current = true;
      controls.target.copy(to);
      eye.position.copy(to).add(arm.setLength(Math.min(arm.length(), most_m)));
      controls.update();
      invalidate();
    };
    const placeOf = (index: number) => {
      const a = atlas.anchors[index];
      return a ? new THREE.Vector3(a[0], a[2], -a[1]) : null;
    };
    fitAll();
    return {
      fit: fitAll,
      orbit(right, up) {
        isTouched.current = true;
        const arm = eye.position.clone().sub(controls.target);
        const s = new THREE.Spherical().setFromVector3(arm);
        s.theta += right;
        s.phi = Math.min(Math.PI * 0.49, Math.max(0.05, s.phi - up));
        eye.position.copy(controls.target).add(arm.setFromSpherical(s));
        controls.update();
        invalidate();
      },
      zoom(factor) {
        isTouched.current = true;
        const arm = eye.position.clone().sub(controls.target);
        arm.setLength(Math.min(controls.maxDistance, Math.max(controls.minDistance, arm.length() * factor)));
        eye.position.copy(controls.target).add(arm);
        controls.update();
        invalidate();
      },
      focus(index) {
        const to = placeOf(index);
        if (!to) return;
        const seen = to.clone().project(eye);
        const isInView = Math.abs(seen.x) < 0.8 && Math.abs(seen.y) < 0.8 && seen.z < 1;
        isTouched.current = true;
        if (isInView && eye.position.distanceTo(controls.target) < twin.radius_m * 2.6) return;
        goTo(to, twin.radius_m * 1.3);
      },
      fly(index) {
        const to = placeOf(index);
        if (to) goTo(to, twin.radius_m * 0.8);
      },
    };
  }, [atlas, controls, eye, get, invalidate, outline, twin]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the size of the canvas is what this waits for
  useEffect(() => {
    if (!isTouched.current) handle.current?.fit();
  }, [size.width, size.height, handle]);

  // everything below writes to the scene straight from the store: no React render per tick, layer or selection
  useEffect(() => {
    const store = useWorkbench;
    const { paint } = twin;
    const repaint = (s: WorkbenchState) => {
      paint.tick(s.history, s.tick);
      twin.upload();
    };
    const sun = (s: WorkbenchState) => {
      const scenario = scenarioOf(s);
      const { latitude_deg, longitude_deg } = atlas.district.origin;
      const at = scenario ? scenario.start_s + s.tick * scenario.tick_s : 43_200 - longitude_deg * 240;
      twin.setSun(sunDirection(latitude_deg, longitude_deg, at));
    };
    const theme = (s: WorkbenchState) => {
      const p = readPalette(document.documentElement);
      twin.setPalette(p);
      scene.background = p.background;
      colours(s);
      sun(s);
    };
    const colours = (s: WorkbenchState) => {
      const difference = differenceOf(s);
      paint.hold(difference);
      paint.mark(s.departures);
      if (s.departures) {
        twin.setDifference(false);
        return;
      }
      if (!difference) {
        twin.setColours(s.colourBy, s.history, s.studied);
        return;
      }
      const { rows } = difference.quantity;
      twin.setDifference(rows === "node" || rows === "bus");
    };
    const choose = (s: WorkbenchState) => {
      paint.choose(s.history, s.colourBy, s.studied);
      colours(s);
      repaint(s);
    };
    const emphasis = (s: WorkbenchState) => {
      paint.emphasise(levelsOf(s));
      twin.upload();
    };
    const s = store.getState();
    theme(s);
    twin.setLayers(s.layers);
    twin.setXray(s.xray_1);
    choose(s);
    emphasis(s);
    invalidate();
    const stops: (() => void)[] = [];
    const on = <T,>(what: (s: WorkbenchState) => T, effect: (s: WorkbenchState) => void) => {
      stops.push(
        store.subscribe(what, () => {
          effect(store.getState());
          invalidate();
        }),
      );
    };
    on((x) => x.theme, theme);
    on(
      (x) => x.layers,
      (x) => twin.setLayers(x.layers),
    );
    on(
      (x) => x.xray_1,
      (x) => twin.setXray(x.xray_1),
    );
    on((x) => x.colourBy, choose);
    on((x) => x.studied, choose);
    on((x) => x.history, choose);
    on((x) => x.run.phase, choose);
    on((x) => x.compared, choose);
    on(
      (x) => x.departures,
      (x) => {
        choose(x);
        emphasis(x);
      },
    );
    on((x) => x.refills, repaint);
    on((x) => x.received > 0, repaint);
    on((x) => x.scenarioId, sun);
    on((x) => x.tick, repaint);
    on((x) => x.tick, sun);
    on((x) => x.selected, emphasis);
    on((x) => x.chain, emphasis);
    on((x) => x.found, emphasis);
    on((x) => x.marked, emphasis);
    on(
      (x) => x.hovered,
      (x) => {
        twin.uniforms.uHover.value = x.hovered === null ? -1 : (atlas.indexOf.get(x.hovered) ?? -1);
      },
    );
    on(
      (x) => x.isPlaying,
      () => {},
    );
    return () => {
      for (const stop of stops) stop();
    };
  }, [atlas, invalidate, scene, twin]);

  // one id pass at most every 50 ms while the pointer moves; none while it drags
  useEffect(() => {
    const canvas = gl.domElement;
    let pending = 0;
    let last: { x: number; y: number } | null = null;
    let pressed: { x: number; y: number } | null = null;
    const place = (e: PointerEvent) => {
      const r = canvas.getBoundingClientRect();
      return { x: e.clientX - r.left, y: e.clientY - r.top };
    };
    const under = (p: { x: number; y: number }) => {
      const r = canvas.getBoundingClientRect();
      const index = twin.pick(gl, eye, p.x, p.y, r.width, r.height);
      return index < 0 ? null : atlas.elements[index].id;
    };
    const move = (e: PointerEvent) => {
      if (e.buttons) return;
      last = place(e);
      if (!pending) {
        pending = window.setTimeout(() => {
          pending = 0;
          if (last) onHover(under(last));
        }, 50);
      }
    };
    const down = (e: PointerEvent) => {
      pressed = place(e);
    };
    const up = (e: PointerEvent) => {
      const p = place(e);
      if (pressed && e.button === 0 && Math.hypot(p.x - pressed.x, p.y - pressed.y) < 4) onPick(under(p));
      pressed = null;
    };
    const leave = () => {
      last = null;
      onHover(null);
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerdown", down);
    canvas.addEventListener("pointerup", up);
    canvas.addEventListener("pointerleave", leave);
    return () => {
      clearTimeout(pending);
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointerdown", down);
      canvas.removeEventListener("pointerup", up);
      canvas.removeEventListener("pointerleave", leave);
    };
  }, [atlas, eye, gl, onHover, onPick, twin]);

  const labels = useMemo(() => new Labels(atlas), [atlas]);
  useEffect(() => {
    if (overlay.current) labels.attach(overlay.current);
    return () => labels.detach();
  }, [labels, overlay]);

  useEffect(() => {
    if (isShown) invalidate();
  }, [isShown, invalidate]);

  const isStill = useMemo(() => matchMedia(REDUCED), []);
  useFrame((_, delta) => {
    const u = twin.uniforms;
    u.uPixel.value = (2 * Math.tan((eye.fov * Math.PI) / 360)) / size.height;
    const s = useWorkbench.getState();
    if (s.isPlaying && !isStill.matches) {
      u.uTime.value = (u.uTime.value + Math.min(delta, 0.1)) % 1000;
      invalidate();
    }
    eye.updateMatrixWorld(); // the renderer would only do so after the labels have asked where things are
    labels.place(s, eye, size.width, size.height, u.uLift.value as number[]);
  });

  return <primitive object={twin.root} />;
}
