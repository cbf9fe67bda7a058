/**
 * Two rules that hold the language of the house (docs/style.md): one for comments and for texts in
 * code, one for Markdown. Both look for words that the style replaces, and for long sentences.
 */

/** A sentence of more words than this is split. */
const LONGEST_SENTENCE = 25;

/** What the style replaces, and with what. Code in backticks, URLs and names below are exempt. */
const REPLACED = [
	[/\b(?:whoever|whatever|nobody|anybody)\b/i, 'name the actor'],
	[/\banew\b/i, '"again", or say what is reset'],
	[/\bbesides\b/i, '"also" or "in addition to"'],
	[/\b(?:shall|thereby|hence|meanwhile)\b/i, 'a plainer word'],
	[/\b(?:of ours|of theirs)\b/i, '"our", "their"'],
	[/\bput(?:s|ting)? out\b/i, '"emit"'],
	[/\bput(?:s|ting)? right\b/i, '"restore" or "correct"'],
	[/\blook(?:s|ed|ing)? after\b/i, '"monitor"'],
	[/\btell(?:s|ing)? of\b|\btold of\b/i, '"report"'],
	[/\b(?:is|are|was|were) none\b/i, '"does not exist" or "is not a …"'],
	[/\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|fewer\b|later\b|other\b)/i, '"is not a …"'],
	[/\b(?:finds?|brings?|shows?|has|have) nothing that\b/i, 'negate the verb'],
	[/\b(?:prove[sdn]?|proven|proving)\b/i, '"verify"'],
	[/\b(?:believe[sd]?|believing)\b/i, '"trust", "accept" or "use"'],
	[/\brefus(?:e|es|ed|al|als|ing)\b/i, '"reject"'],
	[
		/, for (?:it|they|this|these|there|nothing|no|none|n8n|Shopify|WooCommerce|Box|Ecwid) /,
		'"because"',
	],
];

/** Terms that a vendor, a standard, n8n or a stored name owns. */
const OWNED = [/\bunproven\b/gi, /ECONNREFUSED/g, /\bproof\b/gi];

/** Abbreviations whose point ends no sentence. */
const ABBREVIATIONS = /\b(?:e\.g|i\.e|vs|etc|cf|no)\./gi;

/** Returns what is to be changed in a text of prose, as sentences for the report. */
export function complaintsOf(text) {
	const plain = [...OWNED, /`[^`]*`/g, /\bhttps?:\/\/\S+/g, /"[^"\n]{0,80}"/g].reduce(
		(left, pattern) => left.replace(pattern, 'X'),
		text,
	);
	const complaints = [];
	for (const [pattern, instead] of REPLACED) {
		const found = pattern.exec(plain);
		if (found !== null) complaints.push(`Not "${found[0].trim()}": use ${instead}.`);
	}
	for (const sentence of sentencesOf(plain)) {
		const words = sentence.split(/\s+/).filter((word) => /\w/.test(word));
		if (words.length > LONGEST_SENTENCE)
			complaints.push(
				`${words.length} words in a sentence, at most ${LONGEST_SENTENCE}: "${words.slice(0, 6).join(' ')} …".`,
			);
	}
	return complaints;
}

function sentencesOf(text) {
	return text
		.replace(ABBREVIATIONS, (found) => found.replaceAll('.', ''))
		.split(/[.!?:;](?=\s|$)|\n\s*\n|\n\s*[-*|#]\s|\n\s*@\w+/);
}

/** The text of a comment without its stars and tags. */
function textOf({ type, value }) {
	if (type === 'Line') return value;
	return value.replace(/^\s*\*+ ?/gm, '').replace(/@(?:param|returns|throws)\b/g, '.\n');
}

/** Line comments that follow each other are one text. */
function blocksOf(comments) {
	const blocks = [];
	for (const comment of comments) {
		const last = blocks.at(-1);
		const follows =
			last !== undefined &&
			comment.type === 'Line' &&
			last.type === 'Line' &&
			comment.loc.start.line === last.end + 1;
		if (follows) {
			last.text += `\n${textOf(comment)}`;
			last.end = comment.loc.end.line;
		} else
			blocks.push({
				loc: comment.loc,
				type: comment.type,
				end: comment.loc.end.line,
				text: textOf(comment),
			});
	}
	return blocks;
}

/** A text for a person, not a name or a path: several words with blanks between them. */
function isProse(text) {
	return text.trim().split(/\s+/).length >= 4;
}

const TESTS = new Set(['it', 'test', 'describe']);

/** Whether a call is `it(...)`, `describe.each(...)(...)` or the like. */
function isTest(callee) {
	if (callee.type === 'Identifier') return TESTS.has(callee.name);
	if (callee.type === 'MemberExpression') return isTest(callee.object);
	return callee.type === 'CallExpression' && isTest(callee.callee);
}

const code = {
	meta: {
		type: 'suggestion',
		docs: { description: 'Comments and texts in plain English (docs/style.md)' },
		schema: [{ type: 'object', properties: { titlesOnly: { type: 'boolean' } } }],
		messages: { prose: '{{complaint}}' },
	},
	create(context) {
		const { titlesOnly = false } = context.options[0] ?? {};
		const check = (loc, text) => {
			for (const complaint of complaintsOf(text))
				context.report({ loc, messageId: 'prose', data: { complaint } });
		};
		const checkText = (node, text) => {
			if (!isProse(text)) return;
			const { parent } = node;
			const isTitle = parent.type === 'CallExpression' && isTest(parent.callee);
			if (isTitle || !titlesOnly) check(node.loc, text);
		};
		return {
			Program() {
				for (const { loc, text } of blocksOf(context.sourceCode.getAllComments())) check(loc, text);
			},
			Literal(node) {
				if (typeof node.value === 'string') checkText(node, node.value);
			},
			TemplateLiteral(node) {
				checkText(node, node.quasis.map(({ value }) => value.cooked ?? '').join('X'));
			},
		};
	},
};

/** The words of a Markdown node, without code and the addresses of links. */
function wordsOf(node) {
	if (node.type === 'text') return node.value;
	if (node.type === 'inlineCode') return 'X';
	if (node.type === 'break') return ' ';
	return (node.children ?? []).map(wordsOf).join('');
}

const markdown = {
	meta: {
		type: 'suggestion',
		docs: { description: 'Documents in plain English (docs/style.md)' },
		schema: [],
		messages: { prose: '{{complaint}}' },
	},
	create(context) {
		const check = (node) => {
			for (const complaint of complaintsOf(wordsOf(node)))
				context.report({ loc: node.position, messageId: 'prose', data: { complaint } });
		};
		return { paragraph: check, heading: check, tableCell: check };
	},
};

/** The linter's plugin for prose. */
export default { rules: { code, markdown } };
