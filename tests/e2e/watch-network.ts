// Loaded with `node --import` into the program under test and each of its worker threads: notes every
// connection, name look-up and datagram socket that anything in it asks for, one line each, in the file
// that COLDTRACE_NETWORK_LOG names.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { threadId } from 'node:worker_threads';

const log = process.env['COLDTRACE_NETWORK_LOG'] ?? '';

/** Puts a note before each call of a method. */
function watch(owner: object, name: string): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') throw new Error(`nothing to watch: ${name}`);
  Reflect.set(owner, name, function (this: unknown, ...words: unknown[]): unknown {
    note(`${name} ${JSON.stringify(words.filter((word) => typeof word !== 'function'))}`);
    return Reflect.apply(original, this, words);
  });
}

function note(what: string): void {
  appendFileSync(log, `${threadId} ${what}\n`);
}

if (log !== '') {
  watch(net.Socket.prototype, 'connect');
  watch(dgram, 'createSocket');
  watch(dns, 'lookup');
  watch(dns, 'resolve');
  watch(dns.promises, 'lookup');
  watch(dns.promises, 'resolve');
  syncBuiltinESMExports();
  note('watching');
}
