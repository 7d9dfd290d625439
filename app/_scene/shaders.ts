/**
 * Shared by tubes and solids. One texel an element: r place in the colour table (< 0 none), g signed flow -1..1,
 * b emphasis (0 back, 1 normal, 2 chain, 3 selected), |a| quality (1 good, 2 held, 3 absent), a < 0 out of service. Layers index the small uniform arrays.
 * PICK writes the element's index instead of a colour: what is picked is exactly what is drawn.
 */
export const LAYER_COUNT = 8;

const VALUES = /* glsl */ `
uniform sampler2D uValues;
uniform int uValuesWidth;
uniform float uVisible[${LAYER_COUNT}];
uniform float uLift[${LAYER_COUNT}];
uniform float uPixel;
uniform float uHover;
vec4 valueOf(float element) {
  int i = int(element + 0.5);
  return texelFetch(uValues, ivec2(i % uValuesWidth, i / uValuesWidth), 0);
}
`;

const SHADE = /* glsl */ `
uniform sampler2D uColours;
uniform vec3 uHue[${LAYER_COUNT}];
uniform float uColoured[${LAYER_COUNT}];
uniform float uByNode[${LAYER_COUNT}];
uniform vec3 uSky;
uniform vec3 uGround;
uniform vec3 uSunColour;
uniform vec3 uSunDirection;
uniform vec3 uBack;
uniform vec3 uNoValue;
uniform vec3 uFocus;
vec3 colourOf(int layer, float place) {
  if (uColoured[layer] < 0.5) return uHue[layer];
  if (place < 0.0) return uNoValue;
  return texelFetch(uColours, ivec2(int(place * 255.0 + 0.5), layer), 0).rgb;
}
vec3 lit(vec3 colour, vec3 n) {
  vec3 light = mix(uGround, uSky, n.y * 0.5 + 0.5) + uSunColour * max(dot(n, uSunDirection), 0.0);
  return colour * light;
}
// quality is a mark laid over the colour: hollow while values are held, crossed where nobody knows them
vec3 marked(vec3 colour, float quality, float isInside) {
  if (quality < 1.5) return colour;
  if (quality < 2.5) return mix(colour, uBack, isInside * 0.88);
  vec2 p = gl_FragCoord.xy;
  float cross = max(step(mod(p.x + p.y, 9.0), 2.0), step(mod(p.x - p.y, 9.0), 2.0));
  // strokes stand out from the ground of either theme
  return mix(uBack, dot(uBack, vec3(0.333)) < 0.2 ? vec3(0.7) : uNoValue * 0.35, cross);
}
vec3 emphasised(vec3 colour, float emphasis, float isHovered) {
  colour = mix(colour, uBack, emphasis < 0.5 ? 0.82 : 0.0);
  colour = mix(colour, uFocus, emphasis > 2.5 ? 0.75 : 0.0);
  return mix(colour, uFocus, isHovered * 0.55);
}
`;

const ID = /* glsl */ `
vec4 idColour(float element) {
  int i = int(element + 0.5) + 1;
  return vec4(float(i & 255), float((i >> 8) & 255), float((i >> 16) & 255), 255.0) / 255.0;
}
`;

export const TUBE_VERTEX = /* glsl */ `
${VALUES}
attribute vec3 aStart;
attribute vec3 aEnd;
attribute vec4 aTube;   // radius, element, layer, own phase
attribute vec4 aSpan;   // along at start, along at end, share of the line at start, at end
attribute vec2 aEnds;   // element index of from and to
attribute float aSide;  // 0 start, 1 end
varying vec3 vNormal;
varying float vAlong;
varying float vAcross;
varying float vShare;
varying float vRadius;
varying float vHover;
flat varying vec2 vEnds;
flat varying vec4 vValue;
flat varying float vElement;
flat varying int vLayer;
void main() {
  vLayer = int(aTube.z + 0.5);
  vElement = aTube.y;
  vEnds = aEnds;
  vValue = valueOf(aTube.y);
  vHover = abs(aTube.y - uHover) < 0.5 ? 1.0 : 0.0;
  vec3 lift = vec3(0.0, uLift[vLayer], 0.0);
  vec3 a = aStart + lift;
  vec3 b = aEnd + lift;
  vec3 d = b - a;
  float len = max(length(d), 1e-4);
  vec3 dir = d / len;
  vec3 side = normalize(cross(dir, abs(dir.y) > 0.95 ? vec3(1.0, 0.0, 0.0) : vec3(0.0, 1.0, 0.0)));
  vec3 up = cross(side, dir);
  vec3 centre = mix(a, b, aSide);
  float distance = max(1.0, -(viewMatrix * vec4(centre, 1.0)).z);
  float least = uPixel * distance * (vValue.b > 1.5 || vHover > 0.5 ? 1.9 : 0.95);
  float r = max(aTube.x * (vValue.b > 1.5 ? 1.35 : 1.0), least);
  vec3 n = normal.x * dir + normal.y * up + normal.z * side;
  vec3 world = centre + n * r;
  vNormal = n;
  vAlong = mix(aSpan.x, aSpan.y, aSide) + normal.x * r;
  vShare = mix(aSpan.z, aSpan.w, aSide);
  vAcross = normal.z;
  vRadius = r;
  gl_Position = uVisible[vLayer] > 0.5 ? projectionMatrix * viewMatrix * vec4(world, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}
`;

export const TUBE_FRAGMENT = /* glsl */ `
${SHADE}
${ID}
uniform sampler2D uValues;
uniform int uValuesWidth;
uniform float uTime;
uniform float uFlows;
varying vec3 vNormal;
varying float vAlong;
varying float vAcross;
varying float vShare;
varying float vRadius;
varying float vHover;
flat varying vec2 vEnds;
flat varying vec4 vValue;
flat varying float vElement;
flat varying int vLayer;
float placeAt(float element) {
  int i = int(element + 0.5);
  return element < 0.0 ? -1.0 : texelFetch(uValues, ivec2(i % uValuesWidth, i / uValuesWidth), 0).r;
}
void main() {
#ifdef PICK
  gl_FragColor = idColour(vElement);
#else
  float place = vValue.r;
  if (uByNode[vLayer] > 0.5) {
    float a = placeAt(vEnds.x);
    float b = placeAt(vEnds.y);
    place = a < 0.0 ? b : b < 0.0 ? a : mix(a, b, clamp(vShare, 0.0, 1.0));
  }
  vec3 colour = colourOf(vLayer, place);
  // hue never stands alone: each utility keeps a line pattern of its own
  float unit = exp2(ceil(log2(vRadius * 5.0)));
  float blur = fwidth(vAlong) / unit;
  float sharp = 1.0 - smoothstep(0.15, 0.5, blur);
  float along = vAlong / unit;
  float gap = 0.0;
  if (vLayer == 1) gap = step(0.78, fract(along * 0.5));
  else if (vLayer == 2) { float p = fract(along * 0.5); gap = step(0.52, p) * (1.0 - step(0.70, p)) + step(0.82, p); }
  else if (vLayer == 3) gap = 1.0 - smoothstep(0.10, 0.22, abs(vAcross));
  else if (vLayer == 4) gap = step(0.5, fract(along)) * step(0.25, abs(vAcross)) + (1.0 - smoothstep(0.08, 0.2, abs(vAcross)));
  colour *= 1.0 - 0.30 * gap * (vLayer == 3 ? 1.0 : sharp);
  vec3 n = normalize(vNormal);
  vec3 shaded = lit(colour, n);
  // chevrons run with the flow: pointing downstream, faster where more flows
  float flow = vValue.g;
  float size = abs(flow);
  float run = exp2(ceil(log2(vRadius * 9.0)));
  float phase = (vAlong * sign(flow) + abs(vAcross) * vRadius * 1.1) / run - uTime * (0.15 + 0.85 * size);
  float mark = smoothstep(0.0, 0.06, fract(phase)) * (1.0 - smoothstep(0.20, 0.27, fract(phase)));
  mark *= step(0.004, size) * uFlows * (1.0 - smoothstep(0.10, 0.3, fwidth(vAlong) / run)) * smoothstep(-0.1, 0.5, n.y);
  float glow = dot(shaded, vec3(0.3, 0.6, 0.1));
  shaded = mix(shaded, glow > 0.45 ? shaded * 0.38 : mix(shaded, vec3(1.0), 0.72), mark * 0.8);
  shaded = mix(shaded, uNoValue * 0.7, vValue.a < 0.0 ? 0.75 : 0.0);
  shaded = marked(shaded, abs(vValue.a), step(abs(vAcross), 0.62));
  gl_FragColor = vec4(emphasised(shaded, vValue.b, vHover), 1.0);
  #include <colorspace_fragment>
#endif
}
`;

export const SOLID_VERTEX = /* glsl */ `
${VALUES}
attribute vec3 aPlace;
attribute vec4 aSolid;  // half-width, element, layer, least size in pixels
varying vec3 vNormal;
varying float vHover;
flat varying vec4 vValue;
flat varying float vElement;
flat varying int vLayer;
void main() {
  vLayer = int(aSolid.z + 0.5);
  vElement = aSolid.y;
  vValue = valueOf(aSolid.y);
  vHover = abs(aSolid.y - uHover) < 0.5 ? 1.0 : 0.0;
  vec3 centre = aPlace + vec3(0.0, uLift[vLayer], 0.0);
  float distance = max(1.0, -(viewMatrix * vec4(centre, 1.0)).z);
  float strong = vValue.b > 1.5 || vHover > 0.5 ? 1.5 : 1.0;
  float r = max(aSolid.x * strong, aSolid.w * uPixel * distance * strong);
  vNormal = normal;
  gl_Position = uVisible[vLayer] > 0.5 ? projectionMatrix * viewMatrix * vec4(centre + position * r, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}
`;

export const SOLID_FRAGMENT = /* glsl */ `
${SHADE}
${ID}
varying vec3 vNormal;
varying float vHover;
flat varying vec4 vValue;
flat varying float vElement;
flat varying int vLayer;
void main() {
#ifdef PICK
  gl_FragColor = idColour(vElement);
#else
  vec3 n = normalize(vNormal);
  vec3 shaded = lit(colourOf(vLayer, vValue.r), n);
  shaded = mix(shaded, uNoValue * 0.7, vValue.a < 0.0 ? 0.75 : 0.0);
  shaded = marked(shaded, abs(vValue.a), step(0.72, (viewMatrix * vec4(n, 0.0)).z));
  gl_FragColor = vec4(emphasised(shaded, vValue.b, vHover), 1.0);
  #include <colorspace_fragment>
#endif
}
`;

export const BUILDING_PICK_VERTEX = /* glsl */ `
uniform float uVisible[${LAYER_COUNT}];
attribute float aElement;
flat varying float vElement;
void main() {
  vElement = aElement;
  gl_Position = uVisible[6] > 0.5 ? projectionMatrix * modelViewMatrix * vec4(position, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}
`;

export const BUILDING_PICK_FRAGMENT = /* glsl */ `
${ID}
flat varying float vElement;
void main() { gl_FragColor = idColour(vElement); }
`;
