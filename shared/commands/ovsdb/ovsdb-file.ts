// An OVSDB server's own file, as it lies on the node: `conf.db` of Open vSwitch, `ovnnb_db.db` and `ovnsb_db.db` of
// OVN. It holds the schema and every transaction since it was last compacted; ovsdb-records.ts shows its records.
// A clustered database's file (ovsdb(7)) has raft's log instead, whose entries hold schema and transaction:
//
//   OVSDB CLUSTER 14750 cb6d586eb877146fe37fd4225cdf788e1c1d7d0f
//   {"server_id":"0126958d-…","cluster_id":"ca9a6f31-…","name":"OVN_Northbound","prev_data":[SCHEMA,TRANSACTION],…}
//   OVSDB CLUSTER 269 7db40e3374d00747c45fcd05907088ed295d319a
//   {"term":1,"index":3,"eid":"b42702b8-…","data":[null,{"NB_Global":{…},"_date":1795381669245,"_is_diff":true}]}
//   OVSDB CLUSTER 19 0130e3a167ccf41c3c4248c8e49bb926e93fd1dd
//   {"commit_index":3}
import type { Command, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import {
  DatabaseRows,
  northboundRowKinds,
  openVswitchRowKinds,
  southboundRowKinds,
} from './database-rows.ts';
import { isObject, readFileSchema } from './database-file-schema.ts';
import { DatabaseState } from './database-file-state.ts';
import { isRecordHeader, OvsdbRecords, type OvsdbRecord } from './ovsdb-records.ts';
import { RaftLog } from './raft-log.ts';

const title = 'an OVSDB server’s file';
/** In `/etc/openvswitch`, `/var/lib/openvswitch`, `/var/lib/ovn`, snaps and containers; `ovsdb-tool` writes others. */
const fileName = /(?:^|\/)(?:conf|ovn[ns]b_db|ovn-[ns]b|ovn_[ns]b)(?:\.standalone)?\.db$/;

export const ovsdbFile: Command = {
  id: 'ovsdb-file',
  title: 'conf.db',
  facts: [
    ...new Set([
      'ovsdb-transaction' as const,
      'raft-status' as const,
      ...openVswitchRowKinds,
      ...northboundRowKinds,
      ...southboundRowKinds,
    ]),
  ],
  recognise(argv) {
    const file = printedFile(argv);
    return file !== null && fileName.test(file) ? {} : null;
  },
  sniff: isRecordHeader,
  parser: (_context, sink) => new FileParser(sink),
};

/** Facts of rows come at the end: only then it is known what the last transaction left. */
class FileParser implements LineParser {
  readonly #sink: Sink;
  readonly #records: OvsdbRecords;
  readonly #state = new DatabaseState();
  readonly #raft: RaftLog;
  #hasSchema = false;

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#raft = new RaftLog(
      (schema, transaction, line) => this.#transaction(schema, transaction, line),
      () => {
        this.#state.incomplete = true;
      },
    );
    this.#records = new OvsdbRecords(
      sink,
      title,
      (record) => this.#record(record),
      () => {
        // Raft's entries are numbered: a missing one shows there, and a lost vote costs no row.
        if (!this.#raft.isOpen) this.#state.incomplete = true;
      },
    );
  }

  line(text: string, number: number): void {
    this.#records.line(text, number);
  }

  end(): void {
    this.#records.end();
    this.#raft.end(this.#sink);
    const rows = new DatabaseRows(this.#sink, this.#state.name);
    for (const row of this.#state.rows()) rows.give(row);
    rows.end();
  }

  #record({ json, line }: OvsdbRecord): void {
    if (this.#raft.take(json, line)) return;
    const isFirst = !this.#hasSchema && readFileSchema(json) !== null;
    this.#transaction(isFirst ? json : null, isFirst ? null : json, line);
  }

  #transaction(schema: unknown, transaction: unknown, line: number): void {
    const read = readFileSchema(schema);
    if (read !== null) {
      this.#state.setSchema(read);
      this.#hasSchema = true;
    }
    if (!isObject(transaction)) return;
    const fact = this.#state.apply(transaction, line, (column) =>
      this.#sink.problem('error', line, 'unexpected-line', `A value of ${column} cannot be read.`),
    );
    // `ovsdb-tool cluster-to-standalone` leaves empty ones.
    if (fact.rows.length > 0 || fact.comment !== null) this.#sink.fact('ovsdb-transaction', fact, line, line);
  }
}
