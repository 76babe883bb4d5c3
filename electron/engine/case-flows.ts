// The flows of an open case as they are looked at: windows of a dump, studies, pipelines, references.
import type { Database } from 'better-sqlite3';
import type { FlowReferences } from './case-file/queries/flow-references.ts';
import { FlowStudies } from './case-file/queries/flow-studies.ts';
import { FlowWindows } from './case-file/queries/flow-windows.ts';
import type { CaseSession } from './case-session.ts';
import type { PipelineWork } from './pipeline-work.ts';
import { remember } from './remember.ts';

// How many of each are kept in memory, the latest.
const keptPipelines = 4;
const keptReferences = 20;

/** The flows of the case as it is now. */
export function flowsOf(session: CaseSession): CaseFlows {
  return session.part(CaseFlows);
}

export class CaseFlows {
  readonly windows: FlowWindows;
  readonly studies: FlowStudies;
  readonly #pipelines = new Map<string, PipelineWork>();
  /** By what was asked. */
  readonly #references = new Map<string, FlowReferences>();

  constructor(_session: CaseSession, db: Database) {
    this.windows = new FlowWindows(db);
    this.studies = new FlowStudies(this.windows);
  }

  /** The pipeline that is kept under `key`, as far as it is; what `make` gives when there is none. */
  pipeline(key: string, make: () => PipelineWork): PipelineWork {
    return remember(this.#pipelines, key, keptPipelines, make);
  }

  /** The references found under `key`, or those that `begin` begins to look for. */
  references(key: string, begin: () => FlowReferences): FlowReferences {
    return remember(this.#references, key, keptReferences, begin);
  }
}
