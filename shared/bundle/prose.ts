// Sentences between outputs, in texts that were written around them.
//
//   果然qvo48e06cd2-60是连到了br-int上, OpenStack采用这么复杂的机制…      (an article)
//   As you can see, the patch ports connect both bridges:              (a mail, a ticket)

const ideographs =
  /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u3001-\u3011\uff01-\uff1f]/g;

/**
 * Is this line a sentence, not output? Only what is surely prose counts: an output may hold names and
 * messages in any language. `afterBlank` says that the line before was blank, as between paragraphs.
 */
export function isProse(line: string, afterBlank: boolean): boolean {
  if (line.length > 4096) return false;
  const first = line.charCodeAt(0);
  const isAscii = !/[\u0080-\uffff]/.test(line);
  // Indented lines and table rows belong to outputs.
  if (first === 0x7c || first === 0x2b || line.startsWith('  ') || first === 0x09) return false;
  if (!isAscii) {
    const signs = line.match(ideographs)?.length ?? 0;
    const visible = line.replace(/\s/g, '').length;
    if (signs >= 20 || (signs >= 4 && signs * 7 >= visible)) return true;
  }
  return afterBlank && isEnglishSentence(line.trim());
}

function isEnglishSentence(line: string): boolean {
  if (!/^["'(]?[A-Z][a-z']*\s/.test(line) || !/[.:!?]["')]?$/.test(line)) return false;
  if (/[={}<>|\t]| {2}/.test(line) || /^(?:WARNING|Warning|Error|Note|NOTE|Usage)\b/.test(line)) return false;
  const words = line.split(' ');
  const plain = words.filter((word) => /^["'(]?[A-Za-z']+[.,:;!?)"']*$/.test(word)).length;
  return words.length >= 5 && plain * 10 >= words.length * 7;
}
