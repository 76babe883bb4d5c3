// How a network is told from others in the picture and its legend: a colour in the Okabe–Ito order of the
// tokens, and a letter for whoever cannot tell the colours apart, or has more networks than there are colours.
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';

const colours = 8;

export interface NetworkSign {
  readonly id: string;
  /** `A` … `Z`, `AA` …: its place among the case's networks. */
  readonly letter: string;
  /** 1 … 8: `--network-1` and on. */
  readonly colour: number;
  /** Its name, else the beginning of its UUID, else what it is known by. */
  readonly name: string;
}

/** By network id, in the overview's order. */
export function networkSigns(overview: Pick<CaseOverview, 'networks'>): ReadonlyMap<string, NetworkSign> {
  return new Map(
    overview.networks.map(({ id, name }, index) => [
      id,
      { id, letter: letterOf(index), colour: (index % colours) + 1, name: name ?? shortId(id) },
    ]),
  );
}

function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}

function shortId(id: string): string {
  return /^([0-9a-f]{8})-[0-9a-f]{4}-/.exec(id)?.[1] ?? id;
}

/** By host id, the networks that a host has ports of. */
export function networksByHost({
  networks,
}: Pick<CaseOverview, 'networks'>): ReadonlyMap<string, readonly string[]> {
  const at = new Map<string, string[]>();
  for (const { id, hosts } of networks) {
    for (const { host } of hosts) {
      const list = at.get(`host/${host}`);
      if (list) list.push(id);
      else at.set(`host/${host}`, [id]);
    }
  }
  return at;
}
