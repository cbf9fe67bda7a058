import { dirname, relative, resolve, sep } from 'node:path';

const nodes = resolve(import.meta.dirname, 'nodes');

/** Imports run one way: vendor -> host -> core. Which rooms a room may import from, besides itself. */
const MAY_IMPORT = {
	core: [],
	host: ['core'],
	vendor: ['core', 'host'],
	// The list of the vendors that one node asks. Only this node imports it, and no vendor does.
	vendors: ['core', 'host', 'Box', 'Ecwid', 'Shopify', 'WooCommerce'],
	SignedEvent: ['core', 'host', 'vendors'],
};

/** The folder or file below `nodes` that a file is in: `core`, `host`, `vendors`, or a vendor's; undefined elsewhere. */
function roomOf(file) {
	const path = relative(nodes, file);
	return path.startsWith('..') ? undefined : path.split(sep)[0].replace(/\.ts$/, '');
}

const rule = {
	meta: {
		type: 'problem',
		docs: { description: 'Imports run one way: vendor -> host -> core' },
		schema: [],
		messages: {
			closed: '{{from}} must not import from {{to}}: imports run vendor -> host -> core.',
		},
	},
	create(context) {
		const from = roomOf(context.filename);
		if (from === undefined) return {};
		const open = MAY_IMPORT[from] ?? MAY_IMPORT.vendor;
		const check = ({ source }) => {
			if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
			const to = roomOf(resolve(dirname(context.filename), source.value));
			if (to !== from && !open.includes(to))
				context.report({
					node: source,
					messageId: 'closed',
					data: { from, to: to ?? source.value },
				});
		};
		return {
			ImportDeclaration: check,
			ImportExpression: check,
			ExportNamedDeclaration: check,
			ExportAllDeclaration: check,
		};
	},
};

/** The linter's plugin that holds the direction of imports in every subfolder. */
export default { rules: { direction: rule } };
