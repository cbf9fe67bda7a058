const { spawnSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const { dest, parallel, series, src } = require('gulp');

async function clean() {
	rmSync('dist', { recursive: true, force: true });
}

async function compile() {
	tsc();
	// Declarations of the public API only (package.json, exports).
	tsc('--project', 'tsconfig.api.json');
}

function tsc(...parameters) {
	const { status } = spawnSync(
		process.execPath,
		[require.resolve('typescript/bin/tsc'), ...parameters],
		{ stdio: 'inherit' },
	);
	if (status !== 0) throw new Error('TypeScript found mistakes; they are listed above.');
}

/** n8n looks for icons and codex files beside the compiled nodes. */
function assets() {
	const files = ['nodes', 'credentials', 'icons'].map((folder) => `${folder}/**/*.{svg,node.json}`);
	return src(files, { base: '.', encoding: false }).pipe(dest('dist'));
}

exports.build = series(clean, parallel(compile, assets));
exports.default = exports.build;
