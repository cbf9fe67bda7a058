import js from '@eslint/js';
import markdown from '@eslint/markdown';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import redos from 'eslint-plugin-redos';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

import prose from './eslint.prose.mjs';
import rooms from './eslint.rooms.mjs';

const shipped = ['{nodes,credentials}/**/*.ts', 'package.json'];

/**
 * What ships is held to n8n's own rules, unmodified: the community plugin's `recommended` and the
 * three rule sets of nodes-base, with the same exceptions as `n8n-node lint` and n8n's package scan
 * (https://www.npmjs.com/package/@n8n/scan-community-package, scanner.mjs). The tests run on
 * our own machines, so they may use files, processes and timers.
 */
export default defineConfig(
	globalIgnores(['dist', '.local', 'coverage', 'node_modules']),
	{
		files: ['**/*.ts'],
		extends: [js.configs.recommended, tseslint.configs.recommended],
		rules: { 'no-console': 'error' },
	},
	{ ...n8nCommunityNodesPlugin.configs.recommended, files: shipped },
	{ plugins: { 'n8n-nodes-base': n8nNodesBase } },
	{ files: ['package.json'], rules: { ...n8nNodesBase.configs.community.rules } },
	{
		files: ['credentials/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},
	{
		// Every regular expression over remote text is linear, as far as recheck can tell; the rest is run
		// over a megabyte by test/attacks/regularExpressions.test.ts.
		files: ['{nodes,credentials}/**/*.ts'],
		plugins: { redos },
		rules: { 'redos/no-vulnerable': ['error', { timeout: null, ignoreErrors: false }] },
	},
	{
		files: ['{nodes,credentials}/**/*.ts'],
		plugins: { prose },
		rules: { 'prose/code': 'error' },
	},
	{
		files: ['{test,bench,gulp}/**/*.ts'],
		plugins: { prose },
		rules: { 'prose/code': ['error', { titlesOnly: true }] },
	},
	{
		files: ['**/*.md'],
		plugins: { markdown, prose },
		language: 'markdown/gfm',
		rules: { 'prose/markdown': 'error' },
	},
	{
		// The licence is a quotation, docs/style.md names the words it replaces, and facts are dated records.
		files: ['LICENSE.md', 'docs/style.md', 'docs/facts/**'],
		plugins: { prose },
		rules: { 'prose/code': 'off', 'prose/markdown': 'off' },
	},
	{ files: ['nodes/**/*.ts'], plugins: { rooms }, rules: { 'rooms/direction': 'error' } },
	{
		files: ['nodes/core/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{ patterns: [{ group: ['n8n-*'], message: 'core does not know n8n.' }] },
			],
		},
	},
	{
		// `parseJson` ignores a byte order mark and keeps the digits of long integers, in each vendor's answers too.
		files: ['nodes/**/*.ts'],
		ignores: ['nodes/core/json.ts', 'nodes/WooCommerce/webhooks/webhookSecret.ts'],
		rules: {
			'no-restricted-properties': [
				'error',
				{ object: 'JSON', property: 'parse', message: 'Use parseJson of core/json.ts.' },
			],
		},
	},
	{
		files: ['package.json', '**/*.ts'],
		languageOptions: { parser: tseslint.parser },
	},
	{
		files: [
			'test/n8n/start.ts',
			'test/browser/screenshots.ts',
			'test/breaks/run.ts',
			'bench/**/*.ts',
		],
		rules: { 'no-console': 'off' },
	},
);
