// The words of an OpenStack client's command line, and of what its output depends on.
//
//   openstack port list --long -f value -c ID -c "MAC Address"
//   neutron --os-cloud lab port-show 36aaab22-c860-4b23-a469-6563b7005312
//
// Source: cliff(1) "list", "show" options; python-openstackclient's and osc_lib's global options.

/** Options that take the next word. All that begin with `--os-` do. */
const withValue: ReadonlySet<string> = new Set(
  (
    '-f --format -c --column --max-width --prefix --quote --sort-column --sort -F --field -D --project ' +
    '--project-domain --user --user-domain --host --server --router --network --name --status --limit --marker ' +
    '--agent-type --device-owner --mac-address --fixed-ip --fixed-ip-address --ip --ip6 --image --flavor --region ' +
    '--port --floating-ip-address --protocol --tags --any-tags --not-tags --not-any-tags --deleted-since ' +
    '--changes-since --changes-before --provider-network-type --provider-physical-network --provider-segment ' +
    '--subnet-range --gateway --ip-version --service-type --subnet-pool --matching --fields --tenant ' +
    '--request-format --timeout --verify --endpoint-type --service-type --wrap --default-domain --debug-file'
  ).split(' '),
);
/** Options that begin like those above and take none. */
const alone: ReadonlySet<string> = new Set(['--os-cache', '--os-experimental']);

export interface ClientWords {
  /** `openstack`, `neutron`, `nova`. */
  readonly program: string;
  /** The words that are no options: `port`, `list`. */
  readonly words: readonly string[];
  readonly format: string;
  /** What `-c` asked for, in the order asked. */
  readonly columns: readonly string[];
  readonly long: boolean;
}

/** Reads the command line `argv`; of an option that nobody knows it is taken that it has no value. */
export function clientWords(argv: readonly string[]): ClientWords {
  const [program = '', ...rest] = argv;
  const words: string[] = [];
  const columns: string[] = [];
  let format = 'table';
  let long = false;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals > 0 ? word.slice(0, equals) : word;
    const takes = equals < 0 && (withValue.has(name) || (name.startsWith('--os-') && !alone.has(name)));
    const value = equals > 0 ? word.slice(equals + 1) : takes ? (rest[++at] ?? '') : '';
    if (name === '-f' || name === '--format') format = value;
    else if (name === '-c' || name === '--column') {
      // A file's name does not keep the quotes of `-c "MAC Address"`; behind a list's `-c` nothing else can stand.
      let column = value;
      while (words.includes('list') && /^[A-Za-z]/.test(rest[at + 1] ?? '')) column += ` ${rest[++at] ?? ''}`;
      columns.push(column);
    } else if (name === '--long') long = true;
  }
  return { program, words, format, columns, long };
}
