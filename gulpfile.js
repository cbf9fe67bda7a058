const { execFileSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const { dest, parallel, series, src } = require('gulp');

/** @throws if TypeScript reports an error, which it prints */
function tsc(...parameters) {
	execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), ...parameters], {
		stdio: 'inherit',
	});
}

async function clean() {
	rmSync('dist', { recursive: true, force: true });
}

async function compile() {
	tsc();
	// Declarations of the public API only (package.json, exports).
	tsc('--project', 'tsconfig.api.json');
}

/** n8n expects icons and codex files beside the compiled nodes. */
function assets() {
	return src('{nodes,credentials,icons}/**/*.{svg,node.json}', { base: '.', encoding: false }).pipe(
		dest('dist'),
	);
}

exports.build = series(clean, parallel(compile, assets));
exports.default = exports.build;
