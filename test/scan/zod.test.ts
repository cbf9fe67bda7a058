import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { n8n } from '../../package.json';

/** What the built package makes of its samples under one version of zod. */
function under(zod: string): Record<string, unknown> {
	const script = join(__dirname, 'zod.cjs');
	return JSON.parse(execFileSync(process.execPath, [script, zod], { encoding: 'utf8' }));
}

describe('the built package under the zod of its host', () => {
	it('loads every node and reads events, mapped fields and states alike under zod 3.25 and 4', () => {
		const [{ asked, ...three }, { asked: askedOfFour, ...four }] = ['zod', 'zod4'].map(under);
		expect(Math.min(Number(asked), Number(askedOfFour))).toBeGreaterThan(0);
		expect(four).toEqual(three);
		expect(three.types).toHaveLength(n8n.nodes.length + n8n.credentials.length);
		expect(three.taken).toContainEqual(expect.objectContaining({ ok: true }));
		expect(three.taken).toContainEqual(expect.objectContaining({ ok: false, field: 'date' }));
		expect(three.made).toContainEqual(expect.objectContaining({ ok: false, field: 'date' }));
		expect(three.states).toContainEqual({ ok: true });
	});
});
