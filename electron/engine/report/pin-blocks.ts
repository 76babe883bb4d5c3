// A pin as blocks of a report. Of a view the query is asked again; a picture is as it was drawn.
import type { SnapshotInfo } from '../../../shared/api.ts';
import type { SnapshotRef } from '../../../shared/notes/anchor.ts';
import { findSnapshot } from '../../../shared/notes/find-snapshot.ts';
import type { Pin } from '../../../shared/notes/pin.ts';
import type { ReportBlock } from '../../../shared/report/document.ts';
import type { CaseSession } from '../case-session.ts';
import { withHostFacts } from '../host-facts.ts';
import { diffBlock, hostsBlocks } from './diff-block.ts';
import { matrixBlock, tablesBlock } from './matrix-block.ts';
import { flowListBlock } from './flow-list-block.ts';
import { snapshotText, type Say } from '../../../shared/report/report-words.ts';
import { anchorBlocks, routeBlocks } from './thing-blocks.ts';

export async function pinBlocks(
  opened: () => CaseSession,
  pin: Pin,
  explain: boolean,
  say: Say,
): Promise<readonly ReportBlock[]> {
  const { shown, title: caption } = pin;
  if (shown.kind === 'thing')
    return anchorBlocks(opened, shown.anchor, { caption, context: 0, explain }, say);
  if (shown.kind === 'picture') {
    const { drawing, footer } = shown;
    return [{ kind: 'picture', caption, footer, drawing }];
  }
  const refs = shown.kind === 'diff' ? shown.snapshots : [shown.snapshot];
  const all = opened().snapshots();
  const snapshots: SnapshotInfo[] = [];
  for (const ref of refs) {
    const [found] = findSnapshot(ref, all);
    if (found === undefined) return [noSnapshot(caption, ref, say)];
    snapshots.push(found);
  }
  const [first, second] = snapshots;
  if (first === undefined) return [];
  const session = await withHostFacts(opened, first.id);
  switch (shown.kind) {
    case 'flow-list':
      return [flowListBlock(session, first, shown, { caption, explain }, say)];
    case 'path':
      return routeBlocks(session, first.id, shown, caption, say);
    case 'diff': {
      const { changes: kinds, include, filter } = shown;
      if (shown.between === 'hosts' && snapshots.length > 2)
        return [
          matrixBlock(session, snapshots, filter, caption, say),
          ...[tablesBlock(session, snapshots, filter, caption, say)].filter((block) => block !== null),
        ];
      if (shown.between === 'hosts') return hostsBlocks(session, snapshots, filter, caption, say);
      return second === undefined
        ? []
        : [diffBlock(session, first, second, { kinds, include, filter }, caption, say)];
    }
  }
}

function noSnapshot(title: string, ref: SnapshotRef, say: Say): ReportBlock {
  return { kind: 'remark', text: say('document.gone.no-snapshot', { title, host: snapshotText(ref) }) };
}
