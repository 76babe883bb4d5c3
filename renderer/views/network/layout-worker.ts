// ELK in its own thread: a module worker of ours, because the content policy allows scripts only from
// our own files. elkjs's worker listens to messages as soon as it is loaded.
import 'elkjs/lib/elk-worker.min.js';
