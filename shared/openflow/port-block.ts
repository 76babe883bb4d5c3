// Ports as `ovs-ofctl show` and `ovs-ofctl dump-ports-desc` print them, in all OpenFlow versions:
//
//    1(patch-tun): addr:4e:39:4b:d8:5d:39
//        config:     PORT_DOWN NO_FLOOD
//        state:      LINK_DOWN
//        current:    10GB-FD COPPER
//        speed: 10000 Mbps now, 0 Mbps max
//    LOCAL(br-int): addr:1a:27:e2:ed:c6:46
//        …
import type { OpenflowPortFact } from '../facts.ts';
import type { Sink } from '../commands/command.ts';

/** OpenFlow's number of a bridge's own port, which Open vSwitch prints as `LOCAL` (ovs-fields(7), in_port). */
export const localOfport = 65534;

const portLine = /^\s*(\d{1,5}|LOCAL)\((.*)\): addr:((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s*$/i;
const attributeLine = /^\s*(config|state|current|advertised|supported|peer|speed):(.*)$/;

interface OpenPort {
  readonly ofport: number;
  readonly name: string;
  readonly mac: string;
  readonly firstLine: number;
  lastLine: number;
  config: readonly string[];
  state: readonly string[];
}

/**
 * Collects the ports of one switch. A port is given to the sink when it is complete and its bridge is
 * known; where `target` is null, all are kept until `end`, because only the LOCAL port names the bridge.
 */
export class PortBlocks {
  readonly #target: string | null;
  readonly #sink: Sink;
  #open: OpenPort | null = null;
  #kept: OpenPort[] = [];

  constructor(target: string | null, sink: Sink) {
    this.#target = target;
    this.#sink = sink;
  }

  /** Takes a line of a port; false when it is none, or belongs to no port. */
  line(text: string, number: number): boolean {
    const head = portLine.exec(text);
    if (head !== null) {
      const [, port = '', name = '', mac = ''] = head;
      this.#close();
      this.#open = {
        ofport: port.toUpperCase() === 'LOCAL' ? localOfport : Number(port),
        name,
        mac: mac.toLowerCase(),
        firstLine: number,
        lastLine: number,
        config: [],
        state: [],
      };
      return true;
    }
    const attribute = attributeLine.exec(text);
    if (attribute === null || this.#open === null) return false;
    const [, key, value = ''] = attribute;
    if (key === 'config') this.#open.config = flagNames(value);
    if (key === 'state') this.#open.state = flagNames(value);
    this.#open.lastLine = number;
    return true;
  }

  /** Ends the port that is open, so that a line of something else cannot add to it. */
  interrupt(): void {
    this.#close();
  }

  /** Gives the ports that were kept; returns the bridge: the target, else the LOCAL port's name, else null. */
  end(): string | null {
    this.#close();
    const bridge = this.#target ?? this.#kept.find((port) => port.ofport === localOfport)?.name ?? null;
    for (const port of this.#kept) this.#give(port, bridge);
    this.#kept = [];
    return bridge;
  }

  #close(): void {
    if (this.#open === null) return;
    if (this.#target === null) this.#kept.push(this.#open);
    else this.#give(this.#open, this.#target);
    this.#open = null;
  }

  #give(port: OpenPort, bridge: string | null): void {
    const fact: OpenflowPortFact = {
      bridge,
      ofport: port.ofport,
      name: port.name,
      mac: port.mac,
      config: port.config,
      state: port.state,
    };
    this.#sink.fact('openflow-port', fact, port.firstLine, port.lastLine);
  }
}

/** `0` is none; else names, or hexadecimal bits that the printing version did not know. */
function flagNames(value: string): readonly string[] {
  return value.split(/\s+/).filter((word) => word !== '' && word !== '0');
}

const mark = /(?:\d{1,5}|LOCAL)\([^()]*\): addr:|(?:config|state|current|advertised|supported|peer|speed): /g;

/**
 * Puts a line into which ports ran together back as the lines `ovs-ofctl` prints; null when at most one
 * of their lines is there. What stands before the first port stays a line of its own.
 */
export function unfoldPorts(line: string): readonly string[] | null {
  if (!line.includes('addr:') && !line.includes('config:')) return null;
  const starts = [...line.matchAll(mark)].map((found) => found.index);
  const first = starts[0];
  if (first === undefined) return null;
  const pieces: string[] = [];
  const before = line.slice(0, first).trim();
  if (before !== '') pieces.push(before);
  starts.forEach((start, i) => {
    const piece = line.slice(start, starts[i + 1]).trim();
    pieces.push(piece.includes('addr:') ? ` ${piece}` : `     ${piece}`);
  });
  return pieces.length > 1 ? pieces : null;
}
