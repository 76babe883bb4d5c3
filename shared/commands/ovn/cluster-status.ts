// `ovn-appctl -t SOCKET cluster/status DATABASE`, also by `ovs-appctl`: what a server of a clustered database says
// of the cluster (ovsdb-server(1)):
//
//   0126
//   Name: OVN_Northbound
//   Cluster ID: ca9a (ca9a6f31-e733-447b-9020-d3457b423bd2)
//   Server ID: 0126 (0126958d-6c7b-4c66-b394-9eba4da6b0f2)
//   Role: leader
//   Log: [2, 111]
//   Connections: ->0000 <-8a4f
//   Servers:
//       0126 (0126 at tcp:10.0.1.10:6643) (self) next_index=2 match_index=110
import type { RaftStatusFact } from '../../facts.ts';
import type { Command, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cluster/status';
/** One line has its name's end before a number. */
const pair = /^([A-Z][A-Za-z ]*?)(?:: *|(?<=Last Election started) (?=\d))(.*)$/;
const server = /^ +([0-9a-f]{4}) \([0-9a-f]{4} at ([^)]+)\)( \(self\))?(.*)$/;

export const clusterStatus: Command = {
  id: 'cluster-status',
  title,
  facts: ['raft-status'],
  recognise([tool = '', ...words]) {
    if (!/(?:^|\.)ov[ns]-appctl$/.test(tool)) return null;
    // A file name has `.ovnnb db.ctl cluster.status OVN Northbound`.
    const at = words.findIndex((word) => word === 'cluster/status' || word === 'cluster.status');
    if (at < 0) return null;
    const database = words.slice(at + 1).join('_');
    return database === '' ? {} : { target: database };
  },
  sniff: (line) => /^(?:Cluster|Server) ID: [0-9a-f]{4} \(/.test(line) || server.test(line),
  parser: ({ target }, sink) => new StatusParser(sink, target),
};

type Server = RaftStatusFact['servers'][number];

class StatusParser implements LineParser {
  readonly #sink: Sink;
  readonly #target: string | null;
  readonly #pairs = new Map<string, string>();
  readonly #servers: Server[] = [];
  #firstLine = 0;
  #lastLine = 0;

  constructor(sink: Sink, target: string | null) {
    this.#sink = sink;
    this.#target = target;
  }

  line(line: string, number: number): void {
    const text = line.trim();
    // The first line is the beginning of the server's id again.
    if (text === '' || (this.#firstLine === 0 && /^[0-9a-f]{4}$/.test(text))) return;
    const [, id, address, self, rest = ''] = server.exec(line) ?? [];
    const [, name, value = ''] = pair.exec(text) ?? [];
    if (id !== undefined) {
      this.#servers.push({
        id,
        address: address ?? null,
        self: self !== undefined,
        details: detailsOf(rest),
      });
    } else if (name !== undefined) {
      this.#pairs.set(name, value);
    } else {
      unexpectedLine(this.#sink, title, line, number);
      return;
    }
    if (this.#firstLine === 0) this.#firstLine = number;
    this.#lastLine = number;
  }

  end(): void {
    const pairs = this.#pairs;
    if (pairs.size === 0) return;
    const take = (name: string): string | null => {
      const value = pairs.get(name) ?? null;
      pairs.delete(name);
      return value === '' ? null : value;
    };
    const number = (name: string): number | null => {
      const value = take(name);
      return value !== null && /^\d+$/.test(value) ? Number(value) : null;
    };
    const log = /^\[(\d+), (\d+)\]$/.exec(take('Log') ?? '');
    pairs.delete('Servers');
    const data: RaftStatusFact = {
      database: take('Name') ?? this.#target ?? '',
      clusterId: wholeId(take('Cluster ID')),
      serverId: wholeId(take('Server ID')),
      address: take('Address'),
      status: take('Status'),
      role: take('Role'),
      term: number('Term'),
      leader: take('Leader'),
      vote: take('Vote'),
      electionTimer: number('Election timer'),
      log: log === null ? null : [Number(log[1]), Number(log[2])],
      notCommitted: number('Entries not yet committed'),
      notApplied: number('Entries not yet applied'),
      connections: (take('Connections') ?? '').split(' ').filter((word) => word !== ''),
      disconnections: number('Disconnections'),
      servers: this.#servers,
      details: Object.fromEntries(pairs),
    };
    this.#sink.fact('raft-status', data, this.#firstLine, this.#lastLine);
  }
}

/** `ca9a (ca9a6f31-…)`; the whole id is unknown while a server joins. */
function wholeId(text: string | null): string | null {
  return text === null ? null : (/\(([0-9a-f-]{36})\)/.exec(text)?.[1] ?? text);
}

/** ` next_index=2 match_index=110 last msg 1234 ms ago`. */
function detailsOf(text: string): Readonly<Record<string, string>> {
  const entries = [...text.matchAll(/(\w+)=(\S+)/g)].map(([, key = '', value = '']) => [key, value] as const);
  const message = /last msg (\d+ ms ago)/.exec(text)?.[1];
  return Object.fromEntries(message === undefined ? entries : [...entries, ['last msg', message] as const]);
}
