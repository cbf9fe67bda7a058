import { readFileSync } from 'node:fs';

import { parseTemplate } from '../../../nodes/core/signature/template';
import { signedWebhooks } from '../../../nodes/SignedWebhook/vendor';
import { PROVIDERS } from '../../../nodes/SignedWebhook/providers';
import { genuine, pairOf, NOW } from '../../signedWebhooks/genuine';

const FILES = ['a-l', 'm-z'].map((name) =>
	readFileSync(`${__dirname}/../../../nodes/SignedWebhook/providers/${name}.ts`, 'utf8'),
);

it.each(PROVIDERS.map((row) => [row.name, row] as const))(
	'verifies and normalizes a genuine delivery of %s',
	async (_name, row) => {
		const pair = pairOf(row);
		const connection = { row, keys: { ...pair, verifyToken: '' } };
		const result = signedWebhooks.verify(genuine(row, pair), connection);
		expect(result).toMatchObject({ ok: true });
		if (!result.ok || result.kind !== 'change') return;
		const changes = await signedWebhooks.normalize(result.payload, connection, NOW);
		expect(changes.ok && changes.value.length).toBe(1);
	},
);

it('has keys of one form, each once, and names each once', () => {
	const keys = PROVIDERS.map(({ key }) => key);
	expect(keys.filter((key) => !/^[a-z\d]+(?:_[a-z\d]+)*$/.test(key))).toEqual([]);
	expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
	const names = PROVIDERS.map(({ name }) => name);
	expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
	expect(keys).not.toContain('custom');
});

it('has rows of at most 12 lines, sorted by key, and no code in them', () => {
	for (const text of FILES) {
		const rows = text.split('\n\t{\n').slice(1);
		const long = rows.filter((row) => row.slice(0, row.indexOf('\n\t},')).split('\n').length > 12);
		expect(long).toEqual([]);
		expect(text).not.toMatch(/=>|\bfunction\b|\bnew\b |\.map\(/);
		const keys = [...text.matchAll(/^\t\tkey: '(\w+)'/gm)].map(([, key]) => key);
		expect(keys).toEqual([...keys].sort());
		expect(keys.length).toBe(rows.length);
	}
});

it.each(PROVIDERS.map((row) => [row.name, row] as const))(
	'knows the sources and a readable content of %s',
	(_name, row) => {
		expect(parseTemplate(row.content).ok).toBe(true);
		expect(row.source.every((url) => /^(?:https:\/\/|github:)/.test(url))).toBe(true);
		expect((row.secretHint ?? '').length).toBeLessThanOrEqual(120);
		expect(row.content).not.toMatch(/\{header:[^}]*[A-Z]/);
	},
);
