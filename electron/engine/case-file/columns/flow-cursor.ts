// One flow of a block after the other, without making an object for each: a field is read from its
// column when it is asked for, so that a filter decodes only the columns that it looks at.
import type { FlowFact } from '../../../../shared/facts.ts';
import type { TableId } from '../../../../shared/openflow/table-id.ts';
import type { FlowBlock } from './flow-block.ts';

/** The flow at `row`; to be looked at, not to be kept. */
export class FlowCursor implements FlowFact {
  readonly #block: FlowBlock;
  row = 0;

  constructor(block: FlowBlock) {
    this.#block = block;
  }

  get bridge(): string | null {
    return this.#block.texts('bridge').at(this.row);
  }
  get table(): TableId {
    return this.#block.table(this.row);
  }
  get priority(): number {
    return this.#block.number('priority', this.row) ?? 0;
  }
  get match(): string {
    return this.#block.texts('match').at(this.row) ?? '';
  }
  get actions(): string {
    return this.#block.texts('actions').at(this.row) ?? '';
  }
  get cookie(): string | null {
    return this.#block.texts('cookie').at(this.row);
  }
  get nPackets(): number | null {
    return this.#block.number('nPackets', this.row);
  }
  get nBytes(): number | null {
    return this.#block.number('nBytes', this.row);
  }
  get duration(): number | null {
    return this.#block.number('duration', this.row);
  }
  get idleTimeout(): number | null {
    return this.#block.number('idleTimeout', this.row);
  }
  get hardTimeout(): number | null {
    return this.#block.number('hardTimeout', this.row);
  }
  get idleAge(): number | null {
    return this.#block.number('idleAge', this.row);
  }
  get hardAge(): number | null {
    return this.#block.number('hardAge', this.row);
  }
  get importance(): number | null {
    return this.#block.number('importance', this.row);
  }
  get flags(): readonly string[] {
    return this.#block.flags(this.row);
  }
}
