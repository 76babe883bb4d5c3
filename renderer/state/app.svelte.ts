// The interface's state: the engine, the open case, where the user is and what is selected. Views read
// it and call its methods; the address follows, so that back, forward and reload lead to the same place.
import {
  CodedError,
  type CaseInfo,
  type Client,
  type ErrorCode,
  type Response,
  type SnapshotInfo,
} from '../../shared/api.ts';
import type { Evidence } from '../../shared/evidence.ts';
import { connectBrowser, connectDesktop, type ConnectionState } from './client.ts';
import { formatPlace, parsePlace, type Place, type ViewName, type ViewParams } from './place.ts';
import { findSelection, selectionKey, type Selection } from './selection.ts';

export interface View {
  readonly name: ViewName;
  readonly params: ViewParams;
}

/** Something to tell the user that is not the answer to what they look at. */
export interface Notice {
  readonly id: number;
  readonly code: ErrorCode;
  /** What the engine said, in its words. */
  readonly message: string;
  readonly next: string | null;
}

type AppInfo = Response<'app.info'>;

const firstPlace: Place = { view: 'overview', snapshotId: null, selection: null, params: {} };

class App {
  readonly client: Client;
  connection = $state<ConnectionState>('connecting');
  info = $state.raw<AppInfo | null>(null);
  case = $state.raw<CaseInfo | null>(null);
  snapshots = $state.raw<readonly SnapshotInfo[]>([]);
  /** False until the engine has listed the snapshots of the case that is open: what it has none of is not said before. */
  knowsSnapshots = $state(false);
  /** Grows when the case's content changed; read it in a `$derived` or `$effect` to load again. */
  revision = $state(0);
  notices = $state.raw<readonly Notice[]>([]);
  selection = $state.raw<Selection | null>(null);

  #place = $state.raw<Place>(firstPlace);
  #position = $state(0);
  #last = $state(0);
  /** The parameters each view was left with: coming back shows what was there. */
  #left = new Map<ViewName, ViewParams>();
  /** Selections made here, by `#knownAs`, so that going back does not ask the engine again. */
  #known = new Map<string, Selection>();
  #noticeId = 0;
  /** Of the last selection, as `performance.now` counts. */
  #selectedAt = -Infinity;

  readonly view: View = $derived({ name: this.#place.view, params: this.#place.params });
  /** The current snapshot; null only while the case has none. */
  readonly snapshot: SnapshotInfo | null = $derived(
    this.snapshots.find((each) => each.id === this.#place.snapshotId) ?? this.snapshots[0] ?? null,
  );
  readonly canGoBack: boolean = $derived(this.#position > 0);
  readonly canGoForward: boolean = $derived(this.#position < this.#last);

  constructor() {
    const onState = (state: ConnectionState): void => {
      const again = this.connection === 'lost' && state === 'open';
      this.connection = state;
      if (again) void this.start();
    };
    const bridge = window.coldtrace;
    this.client = bridge ? connectDesktop(bridge, onState) : connectBrowser(onState);
    this.client.on('case.changed', (event) => void this.#caseChanged(event.case));
    addEventListener('popstate', (event) => this.#arrive(event.state as unknown));
  }

  /** Asks the engine what is open and goes to the place in the address. */
  async start(): Promise<void> {
    try {
      this.info = await this.client.call('app.info', {});
      this.case = this.info.case;
      this.#arrive(history.state as unknown);
      await this.#loadSnapshots();
    } catch (error) {
      this.report(error);
    }
  }

  /** Asks the engine again what it knows about itself: recent cases, samples. */
  async refreshInfo(): Promise<void> {
    try {
      this.info = await this.client.call('app.info', {});
    } catch (error) {
      this.report(error);
    }
  }

  async #caseChanged(now: CaseInfo | null): Promise<void> {
    const another = now?.path !== this.case?.path;
    this.case = now;
    if (another) {
      this.knowsSnapshots = false;
      this.#known.clear();
      this.#left.clear();
      this.selection = null;
      this.notices = [];
      this.#go(firstPlace, 'replace');
    }
    await this.#loadSnapshots();
    this.revision++;
  }

  async #loadSnapshots(): Promise<void> {
    if (!this.case) {
      this.snapshots = [];
      return;
    }
    try {
      this.snapshots = (await this.client.call('snapshots.list', {})).snapshots;
      this.#settleSnapshot();
    } catch (error) {
      this.report(error);
    } finally {
      this.knowsSnapshots = true;
    }
  }

  /** The place always names a snapshot that is there: the one with most facts, until the user chooses. */
  #settleSnapshot(): void {
    if (this.snapshots.some((each) => each.id === this.#place.snapshotId)) return;
    const [fullest] = this.snapshots.toSorted((a, b) => b.facts - a.facts || a.id - b.id);
    if (fullest) this.#go({ ...this.#place, snapshotId: fullest.id }, 'replace');
  }

  /**
   * Goes to a view. Without `params` the view shows what it showed when it was left.
   * `snapshotId` changes the current snapshot with it.
   */
  navigate(view: ViewName, params?: ViewParams, snapshotId?: number): void {
    const next: Place = {
      view,
      params: params ?? this.#left.get(view) ?? {},
      snapshotId: snapshotId ?? this.#place.snapshotId,
      selection: this.#place.selection,
    };
    this.#go(next, formatPlace(next) === formatPlace(this.#place) ? 'replace' : 'push');
  }

  /** The parameters of a view: of the one that is shown, or as another was left. */
  paramsOf(view: ViewName): ViewParams {
    return this.#left.get(view) ?? {};
  }

  /**
   * Changes parameters of the current view in place: a filter, a sort, a scroll. Not a step of history.
   * `snapshotId` changes the current snapshot with them.
   */
  setParams(params: ViewParams, snapshotId = this.#place.snapshotId): void {
    this.#go({ ...this.#place, snapshotId, params: { ...this.#place.params, ...params } }, 'replace');
  }

  setSnapshot(snapshotId: number): void {
    if (this.snapshot?.id === snapshotId) return;
    this.#go({ ...this.#place, snapshotId }, 'push');
  }

  /**
   * Makes a thing the one selection; null selects nothing. Selections in quick succession (arrow keys
   * down a list) are one step of history.
   */
  select(selection: Selection | null): void {
    const key = selection && selectionKey(selection);
    if (selection && key) this.#known.set(this.#knownAs(key), selection);
    this.selection = selection;
    if (key === this.#place.selection) return;
    const now = performance.now();
    this.#go({ ...this.#place, selection: key }, now - this.#selectedAt < 500 ? 'replace' : 'push');
    this.#selectedAt = now;
  }

  /** Goes to a line of a source, marked; the selection stays what it is. */
  async showLine(evidence: Evidence & { readonly sourceId: number }): Promise<void> {
    try {
      const { source } = await this.client.call('sources.get', { source: evidence.sourceId });
      const lines = `${evidence.firstLine}-${evidence.lastLine}`;
      this.navigate(
        'sources',
        { ...this.#left.get('sources'), source: String(source.id), lines },
        source.snapshotId,
      );
    } catch (error) {
      this.report(error);
    }
  }

  back(): void {
    if (this.canGoBack) history.back();
  }

  forward(): void {
    if (this.canGoForward) history.forward();
  }

  /** Shows an error to the user, whatever was thrown; a lost connection is shown once, by itself. */
  report(error: unknown): void {
    if (this.connection === 'lost') return;
    const coded =
      error instanceof CodedError
        ? error
        : new CodedError('internal', error instanceof Error ? error.message : String(error));
    const same = this.notices.find((each) => each.code === coded.code && each.message === coded.message);
    if (same) return;
    this.#noticeId++;
    const notice = { id: this.#noticeId, code: coded.code, message: coded.message, next: coded.next };
    this.notices = [...this.notices, notice];
  }

  dismiss(noticeId: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== noticeId);
  }

  /** A rule of two hosts is another one with other corrections of their renaming. */
  #knownAs(key: string): string {
    return `${this.#place.params['rename'] ?? ''} ${key}`;
  }

  #go(place: Place, how: 'push' | 'replace'): void {
    this.#left.set(place.view, place.params);
    this.#place = place;
    if (how === 'push') {
      this.#position++;
      this.#last = this.#position;
      history.pushState({ position: this.#position }, '', formatPlace(place));
    } else {
      history.replaceState({ position: this.#position }, '', formatPlace(place));
    }
  }

  /** The address changed by itself: back, forward, reload or a link. */
  #arrive(state: unknown): void {
    const place = parsePlace(location.hash) ?? firstPlace;
    const position = (state as { position?: unknown } | null)?.position;
    this.#position = typeof position === 'number' ? position : 0;
    this.#last = Math.max(this.#last, this.#position);
    this.#left.set(place.view, place.params);
    this.#place = place;
    if (this.snapshots.length > 0) this.#settleSnapshot();
    void this.#restoreSelection(place.selection);
  }

  async #restoreSelection(key: string | null): Promise<void> {
    const known = key === null ? null : this.#known.get(this.#knownAs(key));
    if (key === null || known) {
      this.selection = known ?? null;
      return;
    }
    if (!this.case) return;
    try {
      const found = await findSelection(this.client, key, this.#place.params);
      if (this.#place.selection !== key) return;
      this.selection = found;
      if (found) this.#known.set(this.#knownAs(key), found);
    } catch (error) {
      if (this.#place.selection !== key) return;
      this.selection = null;
      // A link may name what this case does not have; that is no failure of the engine.
      if (!(error instanceof CodedError) || error.code !== 'not-found') this.report(error);
    }
  }
}

export const app = new App();
