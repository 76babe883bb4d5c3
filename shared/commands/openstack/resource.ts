// What a resource of the APIs is to the commands that list and show it: how the clients name it, how its
// lists are told from others, and how its fields become facts.
import type { FactKind } from '../../facts.ts';
import type { Sink } from '../command.ts';
import type { Fields } from './printed-record.ts';

export interface Lines {
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface Resource {
  /** As in `openstack security group rule list`. */
  readonly words: string;
  /** As in `neutron security-group-rule-list`, `nova hypervisor-list`; null where neither has it. */
  readonly legacy: { readonly program: 'neutron' | 'nova'; readonly name: string } | null;
  /** Under which names the API's answers have it. */
  readonly collections: readonly string[];
  readonly facts: readonly FactKind[];
  /**
   * The default columns of `list`, of each version that differs, newest first, and what `--long` adds behind
   * the newest: the order in which `-f value` prints them, whatever the order of `-c`.
   */
  readonly columns: readonly (readonly string[])[];
  readonly longColumns: readonly string[];
  /** Labels of a heading that no other list has together, of each client whose list is headed otherwise. */
  readonly headings: readonly (readonly string[])[];
  /** Labels that no other thing that is shown has together; one list of them is enough. */
  readonly shown: readonly (readonly string[])[];
  /** Gives the facts of one printed thing; false when nothing says which one it is. */
  give(fields: Fields, lines: Lines, sink: Sink): boolean;
}

/** What all resources of Neutron have; to be read before `rest`. */
export function resourceFields(fields: Fields): {
  readonly id: string | null;
  readonly name: string | null;
  readonly projectId: string | null;
  readonly tags: readonly string[] | null;
} {
  return {
    id: fields.id('id'),
    name: fields.text('name', 'display_name'),
    projectId: fields.id('project_id', 'project', 'tenant_id'),
    tags: fields.texts('tags'),
  };
}
