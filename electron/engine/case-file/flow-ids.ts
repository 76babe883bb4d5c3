// Ids of flows. A flow's id carries its source and its place in the dump, so the flow table needs
// neither a source column nor an index, and is stored in reading order. All other facts count from 1
// in the fact table; `flowBase` is far above them, so that one id names any fact of a case.
//
//   id = 2^52 + source * 2^26 + place      source < 2^25, place < 2^26, id < 2^53

const flowBase = 2 ** 52;
const places = 2 ** 26;

/** The most flows one source can have: 67 million, beyond 6 GB of `ovs-ofctl dump-flows`. */
export const maxFlowsPerSource = places;

/** The id of the flow at `place` (from 0) of a source's dump. */
export function flowId(sourceId: number, place: number): number {
  return flowBase + sourceId * places + place;
}

/** Does this fact id name a flow? */
export function isFlowId(factId: number): boolean {
  return factId >= flowBase;
}

/** The source that a flow belongs to, by its id. */
export function sourceOfFlow(id: number): number {
  return Math.floor((id - flowBase) / places);
}

/** The ids that a source's flows can have, both inclusive. */
export function flowIdRange(sourceId: number): readonly [number, number] {
  return [flowId(sourceId, 0), flowId(sourceId, places - 1)];
}
