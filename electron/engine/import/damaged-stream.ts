// The one error of reading that is the bundle's own and not ours.

/** A compressed stream that ended early or whose bytes make no sense. */
export class DamagedStream extends Error {}
