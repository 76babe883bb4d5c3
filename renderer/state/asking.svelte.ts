// What the request dialog is about: any view may open it for the thing it shows.
import type { RequestSubject } from '../../shared/requests/request.ts';

interface Asked {
  readonly snapshotId: number;
  readonly subject: RequestSubject;
}

class Asking {
  /** Null while the dialog is closed. */
  about = $state.raw<Asked | null>(null);

  open(snapshotId: number, subject: RequestSubject): void {
    this.about = { snapshotId, subject };
  }

  close(): void {
    this.about = null;
  }
}

export const asking = new Asking();
