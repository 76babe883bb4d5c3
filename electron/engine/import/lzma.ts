// LZMA, the coder inside xz: what one chunk of LZMA2 unpacks to, on top of what came before it. After the
// description of the format by its author (lzma-specification.txt, in the LZMA SDK).
//
// Written here because decoding is the dearest part of opening a report, and the libraries that there are
// copy byte by byte through buffers of their own.

/** Where the probabilities of each kind of decision begin; a row of 16 for what depends on the position. */
const isMatch = 0;
const isRep = isMatch + 12 * 16;
const isRep0 = isRep + 12;
const isRep1 = isRep0 + 12;
const isRep2 = isRep1 + 12;
const isRep0Long = isRep2 + 12;
const slots = isRep0Long + 12 * 16;
const special = slots + 4 * 64;
const align = special + 128;
const matchLength = align + 16;
const repLength = matchLength + 2 + 16 * 8 + 16 * 8 + 256;
const literals = repLength + 2 + 16 * 8 + 16 * 8 + 256;
const lengthMiddle = 2 + 16 * 8;
const lengthHigh = lengthMiddle + 16 * 8;

/** Probabilities of one context of literals. */
const literalSize = 0x300;
/** lc + lp is at most 4 in LZMA2. */
const mostLiterals = literalSize << 4;

/** lp and pb are at most 4. */
const mostPosition = 15;

/** Of 2048: as likely as not. */
const even = 1024;

/** From this slot on, distances are a gigabyte and more: no dictionary here is as large. */
const tooFar = 60;

/** Turns the order of signed numbers into that of unsigned ones, which V8 would keep as floating point. */
const sign = 0x80000000 | 0;

/** What became of a chunk: all of it is there; its bytes ended first; it contradicts itself. */
export type LzmaOutcome = 'whole' | 'short' | 'damaged';

/** Bytes that must follow the end of what is decoded: no decision reads further than this past it. */
export const lzmaSlack = 64;

/** The most that one chunk of LZMA2 unpacks to. */
const mostInChunk = 2 * 1024 * 1024;

/** One LZMA stream's memory. What was decoded last is in `window`, from `begun` to `end`. */
export class LzmaDecoder {
  readonly #dictionary: number;
  readonly #probs = new Uint16Array(literals + mostLiterals);
  #lc = 0;
  #lp = 0;
  #pb = 0;
  #state = 0;
  #rep0 = 0;
  #rep1 = 0;
  #rep2 = 0;
  #rep3 = 0;
  /** Where the dictionary begins: matches reach no further back. */
  #oldest = 0;
  /** What the place in the window lacks to the one since the dictionary's beginning, as far as decisions ask. */
  #before = 0;
  window = new Uint8Array(256 * 1024);
  begun = 0;
  end = 0;

  /** `dictionary`: how far back a match may reach, in bytes. */
  constructor(dictionary: number) {
    this.#dictionary = dictionary;
  }

  /** What came before is no longer referred to. */
  resetDictionary(): void {
    this.#oldest = this.end;
    this.#before = -this.end & mostPosition;
  }

  /** Sets lc, lp and pb from their byte; false when there are none like that. */
  setProperties(byte: number): boolean {
    this.#pb = Math.floor(byte / 45);
    this.#lp = Math.floor(byte / 9) % 5;
    this.#lc = byte % 9;
    return byte < 225 && this.#lc + this.#lp <= 4;
  }

  resetState(): void {
    this.#probs.fill(even);
    this.#state = 0;
    this.#rep0 = 0;
    this.#rep1 = 0;
    this.#rep2 = 0;
    this.#rep3 = 0;
  }

  /** Takes a part of a chunk that is stored as it is. */
  store(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.window.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** Room for `size` more bytes, with as much before them as a match may reach. */
  #makeRoom(size: number): void {
    this.begun = this.end;
    if (this.end + size <= this.window.length) return;
    const kept = Math.min(this.end, this.#dictionary);
    const from = this.end - kept;
    // It grows with what is decoded, whatever the header says of a dictionary; from then on its end is
    // moved to its beginning, less often the larger it is.
    const most = this.#dictionary + Math.max(mostInChunk, this.#dictionary >> 1);
    if (this.window.length < most) {
      const larger = new Uint8Array(Math.min(most, Math.max(this.window.length * 2, (kept + size) * 2)));
      larger.set(this.window.subarray(from, this.end));
      this.window = larger;
    } else this.window.copyWithin(0, from, this.end);
    this.#before = (this.#before + from) & mostPosition;
    this.#oldest = Math.max(0, this.#oldest - from);
    this.begun = this.end = kept;
  }

  /**
   * Decodes a chunk of `input`, from `from` to `to`, that unpacks to `size` bytes. `input` has at least
   * `lzmaSlack` more bytes. Whatever the outcome, what was decoded is in the window.
   */
  decode(input: Uint8Array, from: number, to: number, size: number): LzmaOutcome {
    this.#makeRoom(size);
    if (to - from < 5) return 'short';
    if (input[from] !== 0) return 'damaged';
    const probs = this.#probs;
    const out = this.window;
    const oldest = this.#oldest;
    const base = this.#before;
    const literalShift = 8 - this.#lc;
    const literalMask = (1 << this.#lp) - 1;
    const lc = this.#lc;
    const positionMask = (1 << this.#pb) - 1;
    const until = this.end + size;
    let state = this.#state;
    let rep0 = this.#rep0;
    let rep1 = this.#rep1;
    let rep2 = this.#rep2;
    let rep3 = this.#rep3;
    let at = from + 5;
    let range = -1;
    let code = int32(input, from + 1);
    let op = this.end;
    let outcome: LzmaOutcome = 'whole';

    // Each decision is spelled out where it is made: a function for it would keep `range` and `code` in
    // memory, and this loop is most of the time that a report takes to open.
    while (op < until) {
      const began = op;
      const position = (op + base) & positionMask;
      if (range >>> 24 === 0) {
        range <<= 8;
        code = (code << 8) | (input[at++] ?? 0);
      }
      let index = isMatch + (state << 4) + position;
      let prob = probs[index] ?? 0;
      let bound = Math.imul(range >>> 11, prob);
      if ((code ^ sign) < (bound ^ sign)) {
        range = bound;
        probs[index] = prob + ((2048 - prob) >> 5);
        const last = op > oldest ? (out[op - 1] ?? 0) : 0;
        const context =
          literals + literalSize * ((((op + base) & literalMask) << lc) + (last >> literalShift));
        let symbol = 1;
        if (state >= 7) {
          // After a match: the byte that would have gone on with it says what is likely.
          let likely = (out[op - rep0 - 1] ?? 0) << 1;
          let offset = 0x100;
          while (symbol < 0x100) {
            const bit = likely & offset;
            likely <<= 1;
            if (range >>> 24 === 0) {
              range <<= 8;
              code = (code << 8) | (input[at++] ?? 0);
            }
            index = context + offset + bit + symbol;
            prob = probs[index] ?? 0;
            bound = Math.imul(range >>> 11, prob);
            if ((code ^ sign) < (bound ^ sign)) {
              range = bound;
              probs[index] = prob + ((2048 - prob) >> 5);
              symbol <<= 1;
              offset &= ~bit;
            } else {
              range = (range - bound) | 0;
              code = (code - bound) | 0;
              probs[index] = prob - (prob >> 5);
              symbol = (symbol << 1) | 1;
              offset &= bit;
            }
          }
        } else {
          while (symbol < 0x100) {
            if (range >>> 24 === 0) {
              range <<= 8;
              code = (code << 8) | (input[at++] ?? 0);
            }
            index = context + symbol;
            prob = probs[index] ?? 0;
            bound = Math.imul(range >>> 11, prob);
            if ((code ^ sign) < (bound ^ sign)) {
              range = bound;
              probs[index] = prob + ((2048 - prob) >> 5);
              symbol <<= 1;
            } else {
              range = (range - bound) | 0;
              code = (code - bound) | 0;
              probs[index] = prob - (prob >> 5);
              symbol = (symbol << 1) | 1;
            }
          }
        }
        out[op++] = symbol;
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
        if (at > to) {
          op = began;
          outcome = 'short';
          break;
        }
        continue;
      }
      range = (range - bound) | 0;
      code = (code - bound) | 0;
      probs[index] = prob - (prob >> 5);

      let lengths = matchLength;
      let isShort = false;
      if (range >>> 24 === 0) {
        range <<= 8;
        code = (code << 8) | (input[at++] ?? 0);
      }
      index = isRep + state;
      prob = probs[index] ?? 0;
      bound = Math.imul(range >>> 11, prob);
      const isFresh = (code ^ sign) < (bound ^ sign);
      if (isFresh) {
        range = bound;
        probs[index] = prob + ((2048 - prob) >> 5);
      } else {
        range = (range - bound) | 0;
        code = (code - bound) | 0;
        probs[index] = prob - (prob >> 5);
        // One of the last four distances again.
        lengths = repLength;
        if (range >>> 24 === 0) {
          range <<= 8;
          code = (code << 8) | (input[at++] ?? 0);
        }
        index = isRep0 + state;
        prob = probs[index] ?? 0;
        bound = Math.imul(range >>> 11, prob);
        if ((code ^ sign) < (bound ^ sign)) {
          range = bound;
          probs[index] = prob + ((2048 - prob) >> 5);
          if (range >>> 24 === 0) {
            range <<= 8;
            code = (code << 8) | (input[at++] ?? 0);
          }
          index = isRep0Long + (state << 4) + position;
          prob = probs[index] ?? 0;
          bound = Math.imul(range >>> 11, prob);
          if ((code ^ sign) < (bound ^ sign)) {
            range = bound;
            probs[index] = prob + ((2048 - prob) >> 5);
            isShort = true;
          } else {
            range = (range - bound) | 0;
            code = (code - bound) | 0;
            probs[index] = prob - (prob >> 5);
          }
        } else {
          range = (range - bound) | 0;
          code = (code - bound) | 0;
          probs[index] = prob - (prob >> 5);
          if (range >>> 24 === 0) {
            range <<= 8;
            code = (code << 8) | (input[at++] ?? 0);
          }
          index = isRep1 + state;
          prob = probs[index] ?? 0;
          bound = Math.imul(range >>> 11, prob);
          let distance = rep1;
          if ((code ^ sign) < (bound ^ sign)) {
            range = bound;
            probs[index] = prob + ((2048 - prob) >> 5);
          } else {
            range = (range - bound) | 0;
            code = (code - bound) | 0;
            probs[index] = prob - (prob >> 5);
            if (range >>> 24 === 0) {
              range <<= 8;
              code = (code << 8) | (input[at++] ?? 0);
            }
            index = isRep2 + state;
            prob = probs[index] ?? 0;
            bound = Math.imul(range >>> 11, prob);
            if ((code ^ sign) < (bound ^ sign)) {
              range = bound;
              probs[index] = prob + ((2048 - prob) >> 5);
              distance = rep2;
            } else {
              range = (range - bound) | 0;
              code = (code - bound) | 0;
              probs[index] = prob - (prob >> 5);
              distance = rep3;
              rep3 = rep2;
            }
            rep2 = rep1;
          }
          rep1 = rep0;
          rep0 = distance;
        }
      }

      let length = 1;
      if (isShort) state = state < 7 ? 9 : 11;
      else {
        // Three ranges of lengths, each with a tree of its own.
        let tree = lengths + 2 + (position << 3);
        let bits = 3;
        let least = 2;
        if (range >>> 24 === 0) {
          range <<= 8;
          code = (code << 8) | (input[at++] ?? 0);
        }
        index = lengths;
        prob = probs[index] ?? 0;
        bound = Math.imul(range >>> 11, prob);
        if ((code ^ sign) < (bound ^ sign)) {
          range = bound;
          probs[index] = prob + ((2048 - prob) >> 5);
        } else {
          range = (range - bound) | 0;
          code = (code - bound) | 0;
          probs[index] = prob - (prob >> 5);
          if (range >>> 24 === 0) {
            range <<= 8;
            code = (code << 8) | (input[at++] ?? 0);
          }
          index = lengths + 1;
          prob = probs[index] ?? 0;
          bound = Math.imul(range >>> 11, prob);
          if ((code ^ sign) < (bound ^ sign)) {
            range = bound;
            probs[index] = prob + ((2048 - prob) >> 5);
            tree = lengths + lengthMiddle + (position << 3);
            least = 10;
          } else {
            range = (range - bound) | 0;
            code = (code - bound) | 0;
            probs[index] = prob - (prob >> 5);
            tree = lengths + lengthHigh;
            bits = 8;
            least = 18;
          }
        }
        const top = 1 << bits;
        let symbol = 1;
        while (symbol < top) {
          if (range >>> 24 === 0) {
            range <<= 8;
            code = (code << 8) | (input[at++] ?? 0);
          }
          index = tree + symbol;
          prob = probs[index] ?? 0;
          bound = Math.imul(range >>> 11, prob);
          if ((code ^ sign) < (bound ^ sign)) {
            range = bound;
            probs[index] = prob + ((2048 - prob) >> 5);
            symbol <<= 1;
          } else {
            range = (range - bound) | 0;
            code = (code - bound) | 0;
            probs[index] = prob - (prob >> 5);
            symbol = (symbol << 1) | 1;
          }
        }
        length = least + symbol - top;

        if (isFresh) {
          rep3 = rep2;
          rep2 = rep1;
          rep1 = rep0;
          const slotTree = slots + (Math.min(length - 2, 3) << 6);
          let slot = 1;
          while (slot < 64) {
            if (range >>> 24 === 0) {
              range <<= 8;
              code = (code << 8) | (input[at++] ?? 0);
            }
            index = slotTree + slot;
            prob = probs[index] ?? 0;
            bound = Math.imul(range >>> 11, prob);
            if ((code ^ sign) < (bound ^ sign)) {
              range = bound;
              probs[index] = prob + ((2048 - prob) >> 5);
              slot <<= 1;
            } else {
              range = (range - bound) | 0;
              code = (code - bound) | 0;
              probs[index] = prob - (prob >> 5);
              slot = (slot << 1) | 1;
            }
          }
          slot -= 64;
          if (slot < 4) rep0 = slot;
          else if (slot >= tooFar) {
            outcome = at > to ? 'short' : 'damaged';
            break;
          } else {
            let low = (slot >> 1) - 1;
            rep0 = (2 | (slot & 1)) << low;
            // The middle bits are as likely as not; the lowest four have a tree, as all of a near distance.
            let reverse = special + rep0 - slot;
            if (slot >= 14) {
              let middle = 0;
              for (low -= 4; low > 0; low--) {
                if (range >>> 24 === 0) {
                  range <<= 8;
                  code = (code << 8) | (input[at++] ?? 0);
                }
                range >>>= 1;
                if ((code ^ sign) >= (range ^ sign)) {
                  code = (code - range) | 0;
                  middle = (middle << 1) | 1;
                } else middle <<= 1;
              }
              rep0 += middle << 4;
              low = 4;
              reverse = align;
            }
            let node = 1;
            for (let bit = 0; bit < low; bit++) {
              if (range >>> 24 === 0) {
                range <<= 8;
                code = (code << 8) | (input[at++] ?? 0);
              }
              index = reverse + node;
              prob = probs[index] ?? 0;
              bound = Math.imul(range >>> 11, prob);
              if ((code ^ sign) < (bound ^ sign)) {
                range = bound;
                probs[index] = prob + ((2048 - prob) >> 5);
                node <<= 1;
              } else {
                range = (range - bound) | 0;
                code = (code - bound) | 0;
                probs[index] = prob - (prob >> 5);
                node = (node << 1) | 1;
                rep0 += 1 << bit;
              }
            }
          }
          state = state < 7 ? 7 : 10;
        } else state = state < 7 ? 8 : 11;
      }

      if (at > to) {
        outcome = 'short';
        break;
      }
      const source = op - rep0 - 1;
      if (source < oldest || length > until - op) {
        outcome = 'damaged';
        break;
      }
      if (length >= 32 && rep0 + 1 >= length) {
        out.copyWithin(op, source, source + length);
        op += length;
      } else {
        const copied = op + length;
        for (let read = source; op < copied; read++) out[op++] = out[read] ?? 0;
      }
    }

    // The coder is normalised at a chunk's end, which is then used up, with nothing left over.
    if (outcome === 'whole') {
      if (range >>> 24 === 0) {
        code = (code << 8) | (input[at++] ?? 0);
      }
      if (at !== to || code !== 0) outcome = at > to ? 'short' : 'damaged';
    }
    this.end = op;
    this.#state = state;
    this.#rep0 = rep0;
    this.#rep1 = rep1;
    this.#rep2 = rep2;
    this.#rep3 = rep3;
    return outcome;
  }
}

function int32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(at);
}
