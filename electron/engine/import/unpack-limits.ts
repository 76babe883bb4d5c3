// What keeps archives in archives bounded: which are looked into at all, how deep, and how much may come
// out of them. An archive bomb costs itself and is told; what was read before it stays.

export interface UnpackLimits {
  /** Archives or compressions inside one another, below the bundle itself. */
  readonly depth: number;
  /** Members of a bundle, all its archives together. */
  readonly members: number;
  /** Unpacked bytes that are too much when they are also more than `ratio` times what is stored. */
  readonly bytes: number;
  readonly ratio: number;
}

export const unpackLimits: UnpackLimits = {
  depth: 4,
  members: 5_000_000,
  bytes: 8 * 1024 * 1024 * 1024,
  ratio: 500,
};

/** Counts what comes out of a bundle, over one reading of it. */
export class UnpackBudget {
  readonly limits: UnpackLimits;
  readonly #stored: number;
  #unpacked = 0;
  #members = 0;
  /** Archives with members of their own inside the bundle, and how many members they have together. */
  archives = 0;
  nested = 0;
  /** Why nothing more is read; null while there is room. */
  stopped: string | null = null;

  /** `stored`: the bundle's bytes as they lie on disk. */
  constructor(limits: UnpackLimits, stored: number) {
    this.limits = limits;
    this.#stored = stored;
  }

  get members(): number {
    return this.#members;
  }

  unpacked(bytes: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked <= this.limits.bytes || this.#unpacked <= this.limits.ratio * this.#stored) return;
    this.stopped ??= `it unpacks to more than ${this.limits.ratio} times its size, as an archive bomb does`;
  }

  member(isNested: boolean): void {
    if (isNested) this.nested++;
    if (++this.#members > this.limits.members) {
      this.stopped ??= `it has more than ${this.limits.members} members`;
    }
  }
}

/**
 * Places on a node where archives are software, documentation or memory dumps. A report can hold thousands
 * of them, and none says anything of its network.
 */
const software =
  /(?:^|\/)(?:usr\/(?:share|lib|lib64|libexec|src|local\/(?:share|lib))|lib(?:64)?\/(?:modules|firmware)|boot|snap|var\/(?:cache|crash|lib\/(?:apt|containers|dnf|docker|dpkg|rpm|snapd|yum)))\//;
/** Formats of their own that are zip or tar archives underneath. */
const packages =
  /\.(?:jar|war|ear|whl|egg|apk|aab|rpm|deb|snap|docx|xlsx|pptx|odt|ods|odp|epub|ko\.(?:gz|xz|zst)|crate|gem|nupkg|vsix|xpi)$/i;

/** False for an archive whose place or name says that it cannot matter; it is then only listed. */
export function isLookedInto(path: string): boolean {
  return !software.test(path) && !packages.test(path);
}
