import { spawn, type ChildProcess } from 'node:child_process';

import { expressionsOf, piecesOf, type Expression } from './regularExpressions';

/*
 * JavaScript's regular expressions go back and forth: `/\/+$/` takes hours for a megabyte of slashes, and
 * n8n answers no other request while it runs. recheck, in the linter, reads each expression; here each one runs over
 * a megabyte of its own parts. One that takes more than LIMIT_MS would take minutes or hours.
 */

const LENGTH = 1_000_000;
const LIMIT_MS = 10_000;

/** Runs in a process that can be ended: within one, nothing ends a regular expression (run on Node 20). */
const RUN = `
process.on('message', ({ source, flags, pieces, length }) => {
	const expression = new RegExp(source, flags);
	const lead = pieces[0] ?? '';
	for (const piece of pieces)
		for (const prefix of ['', lead])
			for (const end of ['', '\\n\\u0000']) {
				const text = prefix + piece.repeat(Math.ceil(length / piece.length)) + end;
				if (flags.includes('g')) text.replace(expression, '');
				else expression.exec(text);
			}
	process.send('done');
});
`;

let reader: ChildProcess | undefined;
afterAll(() => reader?.kill('SIGKILL'));

/** Whether all inputs were read in time; a process that is still at it is ended. */
async function isQuick({ source, flags }: Expression): Promise<boolean> {
	const child = (reader ??= spawn(process.execPath, ['-e', RUN], {
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	}));
	return await new Promise<boolean>((resolve) => {
		const end = (isDone: boolean) => {
			clearTimeout(timer);
			child.removeAllListeners();
			if (!isDone) {
				child.kill('SIGKILL');
				reader = undefined;
			}
			resolve(isDone);
		};
		const timer = setTimeout(() => end(false), LIMIT_MS);
		child.once('message', () => end(true));
		child.once('exit', () => end(false));
		child.send({ source, flags, pieces: piecesOf(source), length: LENGTH });
	});
}

describe('regular expressions over a megabyte of their own parts', () => {
	const all = expressionsOf('nodes', 'credentials');

	it('are all found', () => {
		expect(all.length).toBeGreaterThan(100);
		expect(all.map(({ where }) => where.split(':')[0])).toEqual(
			expect.arrayContaining([
				'nodes/SignedEvent/convert/read/values.ts',
				'nodes/Shopify/shop.ts',
				'credentials/SignedEventsWooCommerceApi.credentials.ts',
			]),
		);
	});

	it.each(all)(
		'$where /$source/ ends',
		async (expression) => {
			expect(await isQuick(expression)).toBe(true);
		},
		2 * LIMIT_MS,
	);
});
