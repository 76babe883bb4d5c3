// Flows as text to copy, as many as a clipboard is good for.
import type { Request, Response } from '../../shared/api.ts';
import { copyFlow, copyHead } from '../../shared/flows/flow-texts.ts';
import { Canonicalizer } from '../../shared/openflow/canonical.ts';
import { flowsOf } from './case-flows.ts';
import { sourceById } from './case-file/queries/sources.ts';
import type { CaseSession } from './case-session.ts';
import { dumpPlace, flowTest, portNumbers } from './flow-views.ts';

/** Flows and characters of one copy; what is beyond is counted. */
const mostFlows = 20_000;
const mostCharacters = 8 * 1024 * 1024;
/** Flows whose lines are read at a time. */
const step = 500;

/** Flows in a format, in the order of the rows: those named, or all that pass the filter. */
export function flowText(session: CaseSession, request: Request<'flows.text'>): Response<'flows.text'> {
  const place = dumpPlace(session, request.source, request.bridge);
  const { format, fields } = request;
  return session.query((db) => {
    const { content_id: contentId, protocol } = sourceById(db, request.source);
    const dump = flowsOf(session).windows.dump(place);
    const options = {
      bridge: request.bridge,
      protocol,
      fields,
      canonical: new Canonicalizer({ tables: place.tables, ports: portNumbers(session, place) }),
    };
    const wanted = placesOf(session, request);
    const lines: string[] = [...copyHead(format, options)];
    let characters = 0;
    let flows = 0;
    for (let from = 0; from < Math.min(wanted.length, mostFlows); from += step) {
      const places = wanted.subarray(from, Math.min(from + step, mostFlows));
      const rows = Array.from(places, (at) => dump.row(place, at));
      const first = Math.min(...rows.map(({ evidence }) => evidence.firstLine));
      const last = Math.max(...rows.map(({ evidence }) => evidence.lastLine));
      const together = last - first < 20 * step;
      const kept =
        contentId !== null && together ? session.content.lines(contentId, first, last - first + 1) : null;
      for (const [i, at] of places.entries()) {
        const evidence = rows[i]?.evidence;
        if (evidence === undefined) continue;
        const { firstLine, lastLine } = evidence;
        const own =
          kept?.slice(firstLine - first, lastLine - first + 1) ??
          (contentId === null ? [] : session.content.lines(contentId, firstLine, lastLine - firstLine + 1));
        const copied = { flow: dump.fact(at), printed: own.join('\n'), line: firstLine };
        const text = copyFlow(format, copied, options);
        characters += text.length + 1;
        if (characters > mostCharacters) return end(lines, flows, wanted.length);
        lines.push(text);
        flows++;
      }
    }
    return end(lines, flows, wanted.length);

    function end(texts: readonly string[], done: number, all: number): Response<'flows.text'> {
      const joined = format === 'json' ? `[${texts.join(',\n ')}]` : texts.join('\n');
      return { text: `${joined}\n`, flows: done, leftOut: all - done };
    }
  });
}

function placesOf(session: CaseSession, request: Request<'flows.text'>): Uint32Array {
  const place = dumpPlace(session, request.source, request.bridge);
  const { sort, descending } = request;
  const filter = flowTest(session, place, request.filter);
  const test = filter !== null && 'at' in filter ? null : filter;
  const order = flowsOf(session).windows.places(place, test, { sort, descending }) ?? new Uint32Array(0);
  if (request.flows === null) return order;
  const dump = flowsOf(session).windows.dump(place);
  const chosen = new Set(request.flows.map((id) => dump.placeOf(id)));
  // Flows that the filter hides now were chosen all the same.
  const shown = order.filter((at) => chosen.has(at));
  if (shown.length === chosen.size) return shown;
  return Uint32Array.from([...chosen].filter((at) => at !== null)).sort();
}
