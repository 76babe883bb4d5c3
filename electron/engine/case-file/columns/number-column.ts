// A column of numbers, some of them null, as bytes: what repeats is stored once, whole numbers (also
// those that are whole in thousandths, as durations) in as few bytes as they need, from the smallest on
// or as steps from one to the next, byte plane by byte plane, because that is what compresses.
//
//   byte 0: how            0 all null · 1 one value · 2 whole numbers · 3 any numbers
//   1:  value float64
//   2:  width, flags, scale float64, base float64, then the body
//   3:  flags, then the body (float64)
//   body: [null bits] and the planes, lowest byte first

const allNull = 0;
const oneValue = 1;
const wholeNumbers = 2;
const anyNumbers = 3;

/** What stands before the body of whole numbers, and of any. */
const headSize = 27;
const anyHeadSize = 2;

const hasNulls = 1;
const steps = 2;

/** Durations are printed with three decimals, or nine below a millisecond. */
const scales = [1, 1e3, 1e9];
/** Whole numbers wider than this are stored as they are in memory. */
const widest = 6;

/** The bytes of a column; `decodeNumbers` with the same count gives the same values back, to the bit. */
export function encodeNumbers(values: readonly (number | null)[]): Uint8Array {
  const first = values[0] ?? null;
  if (values.every((value) => Object.is(value, first))) {
    if (first === null) return Uint8Array.of(allNull);
    const bytes = new Uint8Array(9);
    bytes[0] = oneValue;
    new DataView(bytes.buffer).setFloat64(1, first, true);
    return bytes;
  }
  const scale = scales.find((candidate) => values.every((value) => isWhole(value, candidate)));
  return (scale === undefined ? null : encodeWhole(values, scale)) ?? encodeAny(values);
}

function isWhole(value: number | null, scale: number): boolean {
  if (value === null) return true;
  if (Object.is(value, -0)) return false;
  const whole = Math.round(value * scale);
  return Number.isSafeInteger(whole) && Object.is(whole / scale, value);
}

/** Null when the numbers are too far apart to gain anything. */
function encodeWhole(values: readonly (number | null)[], scale: number): Uint8Array | null {
  const { length } = values;
  const whole = new Float64Array(length);
  let nulls = false;
  let previous = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i] ?? null;
    if (value === null) nulls = true;
    // A null takes the value before it: it costs nothing then.
    else previous = Math.round(value * scale);
    whole[i] = previous;
  }
  const plain = rangeOf(whole);
  const stepped = new Float64Array(length);
  for (let i = length - 1; i > 0; i--) stepped[i] = (whole[i] ?? 0) - (whole[i - 1] ?? 0);
  // The first has nothing before it: it stands beside the base.
  stepped[0] = stepped[1] ?? 0;
  const difference = rangeOf(stepped);
  const useSteps = difference.width < plain.width;
  const { width, smallest } = useSteps ? difference : plain;
  if (width > widest) return null;
  const from = useSteps ? stepped : whole;

  const head = new Uint8Array(headSize);
  const view = new DataView(head.buffer);
  head[0] = wholeNumbers;
  head[1] = width;
  head[2] = (nulls ? hasNulls : 0) | (useSteps ? steps : 0);
  view.setFloat64(3, scale, true);
  view.setFloat64(11, smallest, true);
  view.setFloat64(19, whole[0] ?? 0, true);
  const bits = nulls ? nullBits(values) : new Uint8Array(0);
  const body = new Uint8Array(bits.length + width * length);
  body.set(bits);
  for (let i = 0; i < length; i++) {
    let rest = (from[i] ?? 0) - smallest;
    for (let plane = 0, at = bits.length + i; plane < width; plane++, at += length) {
      const byte = rest % 256;
      body[at] = byte;
      rest = (rest - byte) / 256;
    }
  }
  return joinBytes(head, body);
}

function encodeAny(values: readonly (number | null)[]): Uint8Array {
  const nulls = values.includes(null);
  const bits = nulls ? nullBits(values) : new Uint8Array(0);
  const numbers = new Uint8Array(Float64Array.from(values, (value) => value ?? 0).buffer);
  const body = new Uint8Array(bits.length + numbers.length);
  body.set(bits);
  for (let i = 0; i < values.length; i++) {
    for (let plane = 0; plane < 8; plane++) {
      body[bits.length + plane * values.length + i] = numbers[i * 8 + plane] ?? 0;
    }
  }
  return joinBytes(Uint8Array.of(anyNumbers, nulls ? hasNulls : 0), body);
}

/** A column in memory: a number for each row, and which rows have none. */
export interface NumberColumn {
  readonly values: Float64Array | Uint32Array | Uint16Array | Uint8Array;
  /** One bit a row, set where it is null; null when none is. */
  readonly nulls: Uint8Array | null;
}

/** The value of a row. */
export function numberAt(column: NumberColumn, row: number): number | null {
  return isNull(column, row) ? null : (column.values[row] ?? null);
}

export function isNull({ nulls }: NumberColumn, row: number): boolean {
  return nulls !== null && (((nulls[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;
}

/** The column of `count` rows that `encodeNumbers` made these bytes of. */
export function decodeNumbers(bytes: Uint8Array, count: number): NumberColumn {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes[0]) {
    case allNull:
      return { values: new Uint8Array(count), nulls: new Uint8Array((count + 7) >> 3).fill(255) };
    case oneValue: {
      const value = view.getFloat64(1, true);
      const values = Number.isInteger(value) && !Object.is(value, -0) ? room(count, value, value) : null;
      return { values: (values ?? new Float64Array(count)).fill(value), nulls: null };
    }
    case wholeNumbers:
      return decodeWhole(bytes, view, count);
    case anyNumbers:
      return decodeAny(bytes, count);
    default:
      throw new Error(`a column of numbers of an unknown kind: ${bytes[0]}`);
  }
}

/** The value of one row, without making a column of `count`; undefined where the rows before it tell. */
export function numberIn(bytes: Uint8Array, count: number, row: number): number | null | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes[0]) {
    case allNull:
      return null;
    case oneValue:
      return view.getFloat64(1, true);
    case wholeNumbers:
      return ((bytes[2] ?? 0) & steps) === 0 ? wholeIn(bytes, view, count, row) : undefined;
    default:
      return undefined;
  }
}

/**
 * What the numbers before each row add up to, and those of all at the end; and the last row that is null, which adds
 * nothing, or -1.
 */
export function runningSums(
  bytes: Uint8Array,
  count: number,
): { readonly sums: Uint32Array; readonly lastNull: number } {
  const sums = new Uint32Array(count + 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  // One byte each, as lengths of texts mostly are: asked of every text of a block for one of them.
  if (bytes[0] === wholeNumbers && bytes[1] === 1 && bytes[2] === 0 && view.getFloat64(3, true) === 1) {
    // A small integer, which a number that was read as a float is not.
    const base = view.getFloat64(11, true) | 0;
    const plane = new Uint8Array(bytes.buffer, bytes.byteOffset + headSize, count);
    for (let i = 0; i < count; i++) {
      sum += base + (plane[i] ?? 0);
      sums[i + 1] = sum;
    }
    return { sums, lastNull: -1 };
  }
  const column = decodeNumbers(bytes, count);
  let lastNull = -1;
  for (let i = 0; i < count; i++) {
    if (isNull(column, i)) lastNull = i;
    else sum += column.values[i] ?? 0;
    sums[i + 1] = sum;
  }
  return { sums, lastNull };
}

function wholeIn(bytes: Uint8Array, view: DataView, count: number, row: number): number | null {
  const width = bytes[1] ?? 0;
  const start = headSize + (((bytes[2] ?? 0) & hasNulls) === 0 ? 0 : (count + 7) >> 3);
  if (start > headSize && (((bytes[headSize + (row >> 3)] ?? 0) >> (row & 7)) & 1) === 1) return null;
  const scale = view.getFloat64(3, true);
  let value = view.getFloat64(11, true);
  for (let plane = 0, at = start + row, unit = 1; plane < width; plane++, at += count, unit *= 256) {
    value += (bytes[at] ?? 0) * unit;
  }
  return scale === 1 ? value : value / scale;
}

function decodeWhole(bytes: Uint8Array, view: DataView, count: number): NumberColumn {
  const width = bytes[1] ?? 0;
  const flags = bytes[2] ?? 0;
  const scale = view.getFloat64(3, true);
  const base = view.getFloat64(11, true);
  const body = bytes.subarray(headSize);
  const start = (flags & hasNulls) === 0 ? 0 : (count + 7) >> 3;
  const nulls = start === 0 ? null : body.slice(0, start);
  const stepped = (flags & steps) !== 0;
  const first = view.getFloat64(19, true);
  if (scale === 1 && !stepped) {
    if (width === 1 && base === 0) {
      return { values: new Uint8Array(body.buffer, body.byteOffset + start, count), nulls };
    }
    const values = room(count, base, base + 256 ** width - 1);
    // One array of each kind is filled by a loop of its own: one loop for all kinds is several times slower.
    if (values instanceof Float64Array) fillFloats(values, body.subarray(start), width, base);
    else fillWhole(values, body.subarray(start), width, base);
    return { values, nulls };
  }
  const values = new Float64Array(count);
  fillFloats(values, body.subarray(start), width, base);
  if (stepped) {
    values[0] = first;
    for (let i = 1; i < count; i++) values[i] = (values[i] ?? 0) + (values[i - 1] ?? 0);
  }
  if (scale !== 1) for (let i = 0; i < count; i++) values[i] = (values[i] ?? 0) / scale;
  return { values, nulls };
}

/** Puts the planes of bytes, the lowest first, together from `base` on. */
function fillFloats(values: Float64Array, planes: Uint8Array, width: number, base: number): void {
  const count = values.length;
  values.fill(base);
  for (let plane = 0, at = 0, unit = 1; plane < width; plane++, unit *= 256) {
    for (let i = 0; i < count; i++, at++) values[i] = (values[i] ?? 0) + (planes[at] ?? 0) * unit;
  }
}

/** The same where the array has room for all. */
function fillWhole(
  values: Uint32Array | Uint16Array | Uint8Array,
  planes: Uint8Array,
  width: number,
  base: number,
): void {
  const count = values.length;
  values.fill(base);
  for (let plane = 0, at = 0, unit = 1; plane < width; plane++, unit *= 256) {
    for (let i = 0; i < count; i++, at++) values[i] = (values[i] ?? 0) + (planes[at] ?? 0) * unit;
  }
}

function decodeAny(bytes: Uint8Array, count: number): NumberColumn {
  const body = bytes.subarray(anyHeadSize);
  const start = ((bytes[1] ?? 0) & hasNulls) === 0 ? 0 : (count + 7) >> 3;
  const numbers = new Uint8Array(count * 8);
  for (let i = 0; i < count; i++) {
    for (let plane = 0; plane < 8; plane++) numbers[i * 8 + plane] = body[start + plane * count + i] ?? 0;
  }
  return { values: new Float64Array(numbers.buffer), nulls: start === 0 ? null : body.slice(0, start) };
}

/** The smallest array that holds the whole numbers from `low` to `high`. */
function room(count: number, low: number, high: number): NumberColumn['values'] {
  if (low < 0 || high > 0xffffffff) return new Float64Array(count);
  if (high > 0xffff) return new Uint32Array(count);
  return high > 0xff ? new Uint16Array(count) : new Uint8Array(count);
}

function rangeOf(values: Float64Array): { readonly width: number; readonly smallest: number } {
  let smallest = Infinity;
  let largest = -Infinity;
  for (const value of values) {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const range = largest - smallest;
  let width = 0;
  while (width < 8 && 256 ** width <= range) width++;
  return { width: Number.isSafeInteger(range) ? width : 8, smallest };
}

function nullBits(values: readonly (number | null)[]): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (const [row, value] of values.entries()) {
    if (value === null) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return bits;
}

function joinBytes(head: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
