<?php
// Runs the WordPress plugin for wordpress_test.go. Arguments: the plugin's
// folder and, to use WordPress's own code in place of the stand-ins, that of a
// WordPress. Standard input has a list of cases, standard output the list of
// what came of each, both as JSON.

error_reporting( E_ALL );
set_error_handler(
	function ( $level, $text, $file, $line ) {
		if ( 0 === strpos( $file, realpath( $GLOBALS['argv'][1] ) ) ) {
			throw new ErrorException( $text, 0, $level, $file, $line );
		}
		return true; // WordPress's own, under a newer PHP
	}
);

$plugin    = realpath( $argv[1] );
$wordpress = isset( $argv[2] ) ? realpath( $argv[2] ) : '';
$case      = array();
$seen      = array();

define( 'ABSPATH', '' === $wordpress ? '/' : $wordpress . '/' );
define( 'WPINC', 'wp-includes' );
if ( '' !== $wordpress ) {
	$wp_plugin_paths = array();
	foreach ( array( 'WP_CONTENT_DIR', 'WP_PLUGIN_DIR', 'WPMU_PLUGIN_DIR' ) as $name ) {
		define( $name, '/nowhere' );
	}
	define( 'WP_DEBUG', false );
	foreach ( array( 'compat', 'load', 'plugin', 'functions', 'formatting', 'kses', 'shortcodes', 'class-wp-block-parser', 'blocks' ) as $part ) {
		require ABSPATH . WPINC . '/' . $part . '.php';
	}
	foreach ( array( 'physician_finder', 'blog_charset' ) as $name ) {
		add_filter(
			'pre_option_' . $name,
			function () use ( $name ) {
				return get_option_of_case( $name );
			}
		);
	}
}

function get_option_of_case( $name ) {
	if ( 'blog_charset' === $name ) {
		return 'UTF-8';
	}
	return $GLOBALS['case']['option'] ?? array();
}

// What WordPress does, where it is not there itself.
$stand_ins = array(
	'add_action'                   => function ( $hook, $f ) { $GLOBALS['seen']['actions'][ $hook ][] = $f; },
	'add_filter'                   => function ( $hook, $f ) { $GLOBALS['seen']['filters'][ $hook ][] = $f; },
	'add_shortcode'                => function ( $name, $f ) { $GLOBALS['seen']['shortcodes'][ $name ] = $f; },
	'esc_html'                     => function ( $s ) { return htmlspecialchars( $s, ENT_QUOTES, 'UTF-8', false ); },
	'esc_attr'                     => function ( $s ) { return htmlspecialchars( $s, ENT_QUOTES, 'UTF-8', false ); },
	'esc_url'                      => function ( $s ) {
		$s = preg_replace( '|[^a-z0-9-~+_.?#=!&;,/:%@$\|*\'()\[\]\\x80-\\xff]|i', '', $s );
		return preg_match( '~^https?://~', $s ) ? str_replace( array( '&', "'" ), array( '&#038;', '&#039;' ), $s ) : '';
	},
	'get_option'                   => 'get_option_of_case',
	'wp_cache_get'                 => function ( $key ) { return 'alloptions' === $key ? array( 'blog_charset' => 'UTF-8' ) : false; },
	'current_user_can'             => function ( $what ) { return in_array( $what, $GLOBALS['case']['can'] ?? array(), true ); },
	'determine_locale'             => function () { return $GLOBALS['case']['locale'] ?? 'en_US'; },
	'wp_enqueue_script_module'     => function ( $id, $src, $deps, $version ) { $GLOBALS['seen']['modules'][] = array( $id, $src, $deps, $version ); },
	'wp_register_script'           => function ( ...$all ) { $GLOBALS['seen']['scripts'][] = $all; },
	'wp_localize_script'           => function ( $handle, $name, $words ) { $GLOBALS['seen']['words'] = $words; },
	'plugins_url'                  => function ( $path ) { return 'https://blog.example/plugins/' . $path; },
	'plugin_basename'              => function () { return 'physician-finder/physician-finder.php'; },
	'register_block_type'          => function ( $dir, $more ) { $GLOBALS['seen']['block'] = array( $dir, $more ); },
	'get_block_wrapper_attributes' => function () { return 'class="wp-block-physician-finder-finder"'; },
	'register_setting'             => function ( $group, $name, $more ) { $GLOBALS['seen']['setting'] = array( $group, $name, $more['sanitize_callback'] ); },
	'add_settings_section'         => function () {},
	'add_settings_field'           => function ( $id, $title, $print, $page, $section, $args ) { $GLOBALS['seen']['fields'][] = array( $title, $print, $args ); },
	'add_settings_error'           => function ( $setting, $code, $text ) { $GLOBALS['seen']['errors'][] = $code; },
	'add_options_page'             => function ( $title, $name, $can, $slug, $print ) { $GLOBALS['seen']['page'] = array( $can, $print ); },
	'settings_fields'              => function ( $group ) { echo '<input type="hidden" name="option_page" value="' . $group . '">'; },
	'do_settings_sections'         => function () {
		foreach ( $GLOBALS['seen']['fields'] as list( $title, $print, $args ) ) {
			echo '<label for="' . $args['label_for'] . '">' . esc_html( $title ) . '</label>';
			$print( $args );
		}
	},
	'submit_button'                => function () { echo '<button>Save</button>'; },
	'admin_url'                    => function ( $path ) { return 'https://blog.example/wp-admin/' . $path; },
	'is_multisite'                 => function () { return count( $GLOBALS['case']['sites'] ?? array() ) > 0; },
	'get_sites'                    => function () { return $GLOBALS['case']['sites']; },
	'switch_to_blog'               => function ( $id ) { $GLOBALS['seen']['blog'] = $id; },
	'restore_current_blog'         => function () { unset( $GLOBALS['seen']['blog'] ); },
	'delete_option'                => function ( $name ) { $GLOBALS['seen']['deleted'][] = $name . '@' . ( $GLOBALS['seen']['blog'] ?? 'here' ); },
);
foreach ( $stand_ins as $name => $f ) {
	if ( ! function_exists( $name ) ) {
		eval( 'function ' . $name . '( ...$all ) { return ( $GLOBALS["stand_ins"]["' . $name . '"] )( ...$all ); }' );
	}
}

require $plugin . '/physician-finder.php';
if ( '' !== $wordpress ) {
	foreach ( array( 'init' => 'physician_finder_init' ) as $hook => $f ) {
		if ( false === has_action( $hook, $f ) ) {
			throw new Exception( "nothing waits for $hook" );
		}
	}
	add_shortcode( 'physician_finder', 'physician_finder_shortcode' );
}

$cases = json_decode( stream_get_contents( STDIN ), true, 16, JSON_THROW_ON_ERROR );
$out   = array();
foreach ( $cases as $case ) {
	$hooks = $seen['actions'] ?? array();
	$seen  = array( 'actions' => $hooks );
	if ( '' === $wordpress ) {
		foreach ( array( 'init', 'admin_init', 'admin_menu' ) as $hook ) {
			foreach ( $hooks[ $hook ] as $f ) {
				$f();
			}
		}
	}
	ob_start();
	switch ( $case['do'] ) {
		case 'shortcode':
			echo '' === $wordpress ? $seen['shortcodes']['physician_finder']( $case['given'] ) : physician_finder_shortcode( $case['given'] );
			break;
		case 'content': // as a role without unfiltered HTML stores it, and as it is shown
			echo do_shortcode( wp_kses_post( $case['given'] ) );
			break;
		case 'block':
			echo physician_finder_block( $case['given'] );
			break;
		case 'stored block':
			echo filter_block_content( $case['given'], 'post' );
			break;
		case 'sanitize':
			echo json_encode( $seen['setting'][2]( $case['given'] ) );
			break;
		case 'page':
			$seen['page'][1]();
			break;
		case 'links':
			echo implode( '|', physician_finder_action_links( array( 'Deactivate' ) ) );
			break;
		case 'words':
			echo json_encode( array( 'en' => physician_finder_words( 'en' ), 'es' => physician_finder_words( 'es' ) ) );
			break;
		case 'uninstall':
			defined( 'WP_UNINSTALL_PLUGIN' ) || define( 'WP_UNINSTALL_PLUGIN', 'physician-finder/physician-finder.php' );
			require $plugin . '/uninstall.php';
			break;
		default:
			throw new Exception( 'unknown: ' . $case['do'] );
	}
	$html = ob_get_clean();
	$out[] = array(
		'html'    => $html,
		'kept'    => '' === $wordpress ? '' : wp_kses_post( $html ),
		'modules' => $seen['modules'] ?? array(),
		'errors'  => $seen['errors'] ?? array(),
		'deleted' => $seen['deleted'] ?? array(),
		'block'   => isset( $seen['block'] ) ? array( $seen['block'][0], $seen['block'][1]['render_callback'] ) : array(),
		'scripts' => $seen['scripts'] ?? array(),
		'words'   => $seen['words'] ?? array(),
		'can'     => $seen['page'][0] ?? '',
	);
}
echo json_encode( $out, JSON_THROW_ON_ERROR );
