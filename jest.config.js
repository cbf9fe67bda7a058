const { tmpdir } = require('node:os');
const { join } = require('node:path');

const transform = {
	'^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }],
};
const VALIDATING = '<rootDir>/test/schemas/everyEvent.ts';
const COUNTING = '<rootDir>/test/schemas/countEvents.ts';
// The workers of jest add their counts to this file, and the reporter prints the sum.
process.env.SIGNED_EVENTS_COUNTS ??= join(tmpdir(), `signed-events-counts-${process.pid}`);

const project = (displayName, testMatch, more) => ({
	displayName,
	testMatch,
	transform,
	testEnvironment: 'node',
	modulePathIgnorePatterns: ['<rootDir>/.local', '<rootDir>/dist'],
	...more,
});

/** One project per kind of test, so that each script runs its own. */
module.exports = {
	// A busy machine takes many times as long. A test that waits for something has its own limit.
	testTimeout: 120_000,
	collectCoverageFrom: ['{nodes,credentials}/**/*.ts'],
	coverageReporters: ['text-summary', 'html'],
	reporters: ['default', '<rootDir>/test/schemas/countReporter.cjs'],
	projects: [
		project('unit', ['<rootDir>/test/{unit,conformance,attacks,sandbox,model}/**/*.test.ts'], {
			setupFilesAfterEnv: [VALIDATING, COUNTING],
		}),
		// What reads with zod, by zod 4: n8n's host may have either. Only zod 4 converts schemas to JSON Schema.
		project(
			'zod4',
			[
				'<rootDir>/test/unit/**/{event,parseEnvelope,envelopes,credential,pollerConfiguration,unorderedList,loading}.test.ts',
				'<rootDir>/test/schemas/**/*.test.ts',
			],
			{
				moduleNameMapper: { '^zod$': 'zod4' },
				setupFilesAfterEnv: [VALIDATING, COUNTING],
			},
		),
		project('scan', ['<rootDir>/test/scan/**/*.test.ts']),
		project('n8n', ['<rootDir>/test/{n8n,faults,queue,browser}/**/*.test.ts'], {
			setupFilesAfterEnv: [COUNTING],
		}),
	],
};
