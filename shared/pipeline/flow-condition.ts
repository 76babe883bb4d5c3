// A flow filter that shows exactly the flows which take one way out of a table, in the words in which the
// dump prints that way. Whether it is exact is tried on the action lists of the table's other flows, with
// the filter itself.
import type { FlowFact } from '../facts.ts';
import { passes } from '../filter/flow-condition.ts';
import { parseFlowFilter } from '../filter/flow-filter.ts';
import type { TableId } from '../openflow/table-id.ts';
import type { FlowSum } from './flow-sums.ts';

/** More alternatives than this make no filter that a person reads. */
const mostAlternatives = 8;
const mostTried = 200;

/**
 * A condition true for the flows of `taking` and for none else of `sums` (all of one table, or of several);
 * `` when all are taking, null when none was found. `forms`: what in their lists says so.
 */
export function conditionFor(
  sums: readonly FlowSum[],
  taking: ReadonlySet<FlowSum>,
  forms: ReadonlySet<string> | null,
): string | null {
  const others = sums.filter((sum) => !taking.has(sum));
  if (others.length === 0) return '';
  // A table with a way for each of thousands of ports: whole words are tried on some of the others.
  const large = sums.length > mostTried;
  const tried = large ? [...taking, ...others.slice(0, mostTried)] : sums;
  const holds = (condition: string): boolean => {
    const filter = parseFlowFilter(condition);
    if (!filter.ok) return false;
    return tried.every((sum) => {
      const expected = taking.has(sum);
      return [...sum.texts].every(
        (actions) => passes(filter.condition, flowWith(sum.table, actions)) === expected,
      );
    });
  };
  for (const candidate of candidates(others, taking, forms, large)) if (holds(candidate)) return candidate;
  return null;
}

function* candidates(
  others: readonly FlowSum[],
  taking: ReadonlySet<FlowSum>,
  forms: ReadonlySet<string> | null,
  large: boolean,
): Generator<string> {
  if (forms !== null && forms.size > 0 && forms.size <= mostAlternatives) {
    if (!large) yield anyOf([...forms].map(contains));
    yield anyOf([...forms].map(containsWhole));
  }
  yield* equalTo([...taking]);
  if (large) return;
  const rest = equalTo(others).next();
  if (rest.done !== true) yield `not ${bracketed(rest.value)}`;
  const elsewhere = others.map((sum) => (sum.forms.includes(null) ? null : sum.forms));
  if (elsewhere.includes(null) || others.some(({ ways }) => ways.end !== null)) return;
  const forms2 = new Set(elsewhere.flatMap((each) => (each ?? []).flatMap((set) => [...(set ?? [])])));
  if (forms2.size <= mostAlternatives) yield `not ${bracketed(anyOf([...forms2].map(contains)))}`;
}

/** The lists by themselves, when there are few. */
function* equalTo(sums: readonly FlowSum[]): Generator<string> {
  if (!sums.every(({ allTexts }) => allTexts)) return;
  const texts = new Set(sums.flatMap((sum) => [...sum.texts]));
  if (texts.size > 0 && texts.size <= mostAlternatives)
    yield anyOf([...texts].map((text) => `actions=${quote(text)}`));
}

const contains = (form: string): string => `actions~${quote(form)}`;

/** `output:1` and not `output:11`: what follows is the end, a comma or the bracket around it. */
function containsWhole(form: string): string {
  return `${contains(`${form},`)} or ${contains(`${form})`)} or actions=*${form}`;
}

export function anyOf(conditions: readonly string[]): string {
  return conditions.join(' or ');
}

/** As a part of a longer condition. */
export function bracketed(condition: string): string {
  return / or | and /.test(condition) ? `(${condition})` : condition;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function flowWith(table: TableId, actions: string): FlowFact {
  return {
    ...{ bridge: null, table, priority: 0, match: '', actions, cookie: null, nPackets: 0, nBytes: 0 },
    ...{ duration: null, idleTimeout: null, hardTimeout: null, idleAge: null, hardAge: null },
    ...{ importance: null, flags: [] },
  };
}
