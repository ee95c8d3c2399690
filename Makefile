# iostx: build, install, try and test. `make help` lists the targets.
#
# Variables of `make install` and `make uninstall`:
#   PREFIX       where to install               (/usr/local)
#   LIBDIR       libraries, below PREFIX        (lib)
#   INCLUDEDIR   headers, below PREFIX          (include)
#   DESTDIR      put in front of all paths, for packagers
# Of the build:
#   CARGO, CARGO_FLAGS

PREFIX      ?= /usr/local
LIBDIR      ?= lib
INCLUDEDIR  ?= include
DESTDIR     ?=
CARGO       ?= cargo
CARGO_FLAGS ?= --locked
INSTALL     ?= install

# The version stands in Cargo.toml alone; the ABI number, which is the SONAME's, is its first part.
package_field = $(shell sed -n 's/^$(1) *= *"\(.*\)"$$/\1/p' Cargo.toml | head -n 1)
VERSION     := $(call package_field,version)
DESCRIPTION := $(call package_field,description)
ABI         := $(firstword $(subst ., ,$(VERSION)))

# What differs between systems: names of the shared library (build.rs writes the SONAME into it), and what the Rust part of the
# static one needs.
ifeq ($(shell uname -s),Darwin)
BUILT       := libiostx.dylib
LINK_NAME   := libiostx.dylib
SONAME      := libiostx.$(ABI).dylib
SHARED_FILE := libiostx.$(VERSION).dylib
STATIC_LIBS := iconv System c m
else
BUILT       := libiostx.so
LINK_NAME   := libiostx.so
SONAME      := libiostx.so.$(ABI)
SHARED_FILE := libiostx.so.$(VERSION)
STATIC_LIBS := gcc_s util rt pthread m dl c
endif

release     := $(or $(CARGO_TARGET_DIR),target)/release
lib_dir     := $(DESTDIR)$(PREFIX)/$(LIBDIR)
include_dir := $(DESTDIR)$(PREFIX)/$(INCLUDEDIR)

# What is there already and the same is left as it is: what was built with it need not be built again.
install_file := $(INSTALL) -C -m

# The way from a directory below PREFIX back to it: lib/pkgconfig gives ../..
up = $(shell printf '%s' '$(1)' | sed 's,[^/][^/]*,..,g')
empty :=
space := $(empty) $(empty)

# Installs a template of packaging/, filled in: $(call render,NAME,DIRECTORY)
render = sed \
	-e 's|@VERSION@|$(VERSION)|g' \
	-e 's|@DESCRIPTION@|$(DESCRIPTION)|g' \
	-e 's|@ABI@|$(ABI)|g' \
	-e 's|@SONAME@|$(SONAME)|g' \
	-e 's|@SHARED_FILE@|$(SHARED_FILE)|g' \
	-e 's|@LIBDIR@|$(LIBDIR)|g' \
	-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|g' \
	-e 's|@PC_TO_PREFIX@|$(call up,$(LIBDIR)/pkgconfig)|g' \
	-e 's|@CMAKE_TO_PREFIX@|$(call up,$(LIBDIR)/cmake/iostx)|g' \
	-e 's|@STATIC_LIBS@|$(addprefix -l,$(STATIC_LIBS))|g' \
	-e 's|@STATIC_LIBS_CMAKE@|$(subst $(space),;,$(STATIC_LIBS))|g' \
	-e "s|@POINTER_SIZE@|$$(($$(getconf LONG_BIT) / 8))|g" \
	packaging/$(1).in > "$(release)/$(1)" && $(install_file) 644 "$(release)/$(1)" "$(2)/$(1)"

.PHONY: help build install uninstall demo test torture simulate cuts imap fuzz soak races bench bench-imap bench-python bench-dav cuts-dav lint

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

build: ## the library, shared and static, in target/release
	$(CARGO) build --release $(CARGO_FLAGS)

install: build ## library, headers, pkg-config file and CMake package into PREFIX (default /usr/local)
	$(INSTALL) -d "$(lib_dir)/pkgconfig" "$(lib_dir)/cmake/iostx" "$(include_dir)"
	$(install_file) 755 $(release)/$(BUILT) "$(lib_dir)/$(SHARED_FILE)"
	ln -sf $(SHARED_FILE) "$(lib_dir)/$(SONAME)"
	ln -sf $(SONAME) "$(lib_dir)/$(LINK_NAME)"
	$(install_file) 644 $(release)/libiostx.a "$(lib_dir)/libiostx.a"
	$(install_file) 644 include/iostx.h $(wildcard include/iostx.hpp) "$(include_dir)"
	@$(call render,iostx.pc,$(lib_dir)/pkgconfig)
	@$(call render,iostxConfig.cmake,$(lib_dir)/cmake/iostx)
	@$(call render,iostxConfigVersion.cmake,$(lib_dir)/cmake/iostx)
	@echo "iostx $(VERSION) is installed in $(DESTDIR)$(PREFIX)"

uninstall: ## removes what `make install` put into PREFIX
	rm -f "$(lib_dir)/$(LINK_NAME)" "$(lib_dir)/$(SONAME)" "$(lib_dir)/$(SHARED_FILE)" "$(lib_dir)/libiostx.a"
	rm -f "$(include_dir)/iostx.h" "$(include_dir)/iostx.hpp" "$(lib_dir)/pkgconfig/iostx.pc"
	rm -f "$(lib_dir)/cmake/iostx/iostxConfig.cmake" "$(lib_dir)/cmake/iostx/iostxConfigVersion.cmake"
	[ ! -d "$(lib_dir)/cmake/iostx" ] || rmdir "$(lib_dir)/cmake/iostx"

demo: ## synchronizes the bundled sample both ways and shows it; SERVER=path takes a copy of your own Maildir first
	SERVER="$(SERVER)" scripts/demo.sh

test: ## everything: Rust, lint, install, C suite plain / ASan / valgrind, examples, demo
	scripts/test.sh

# Other seeds: make torture IOSTX_SEED=7
torture: ## thousands of killed processes, power failures and disk errors, with figures; IOSTX_SEED=N tries others
	IOSTX_KILLS=4000 IOSTX_LOSSES=3000 IOSTX_FAULTS=1000 IOSTX_CALM=300 \
	$(CARGO) test $(CARGO_FLAGS) --test crashes -- --nocapture --test-threads 2

simulate: ## histories from seeds, with crashes and lost answers: SEEDS=N of them from SEED=N on
	SEED="$(or $(SEED),1)" SEEDS="$(or $(SEEDS),1000)" $(CARGO) test $(CARGO_FLAGS) --test trust simulated -- --nocapture

cuts: ## the IMAP agent against a Dovecot of its own: its line cut or stalled at CUTS=200 places, cut at every command
	$(MAKE) --no-print-directory install PREFIX="$(CURDIR)/target/install"
	scripts/build-examples.sh imap storectl
	IMAP_CUTS="$(or $(CUTS),200)" examples/imap/test.sh test_a_line_that_is_cut_or_stalls_anywhere_ends_the_same \
	  test_a_line_that_ends_at_any_command_ends_the_same

imap: ## the IMAP agent: SECONDS=60 of watch, FOLDERS=5000 of them, its parser with 100 times as much nonsense
	$(MAKE) --no-print-directory install PREFIX="$(CURDIR)/target/install"
	scripts/build-examples.sh imap storectl
	target/examples/imap/imap_protocol_test 20000000
	IMAP_WATCH="$(or $(SECONDS),60)" IMAP_FOLDERS="$(or $(FOLDERS),5000)" examples/imap/test.sh \
	  test_watch_carries_changes_as_they_happen test_thousands_of_folders

cuts-dav: ## the DAV agent against a Radicale of its own, with its line cut at CUTS=200 places of a synchronization, and what else takes minutes
	$(MAKE) --no-print-directory install PREFIX="$(CURDIR)/target/install"
	DAV_LONG=1 DAV_CUTS="$(or $(CUTS),200)" examples/dav/test.sh \
	  tests/test_line.py tests/test_servers.py tests/test_calendars.py tests/test_commands.py

fuzz: ## inputs that look for new ways through the code: TARGET=one of tests/fuzz/targets (all), SECONDS=each (60)
	scripts/fuzz.sh "$(TARGET)" "$(or $(SECONDS),60)"

soak: ## for SECONDS=N each: 200 handlers of 50 items under the manager; a dozen threads on one store, with cancels and closes
	SOAK_SECONDS="$(or $(SECONDS),600)" $(CARGO) test $(CARGO_FLAGS) --test syncmgr two_hundred -- --nocapture
	IOSTX_SOAK_SECONDS="$(or $(SECONDS),600)" $(CARGO) test $(CARGO_FLAGS) --test soak -- --nocapture

races: ## what soak runs, for SECONDS=N (60) each, under ThreadSanitizer; needs rust-src
	scripts/races.sh "$(or $(SECONDS),60)"

bench: ## figures, each beside its floor: name, ours, floor, ratio
	$(CARGO) bench $(CARGO_FLAGS)

# Some of them: make bench-imap FIGURE="pull push"; MESSAGES=1000 takes a tenth of the time.
bench-imap: ## figures of the IMAP agent beside mbsync's and floors, against a Dovecot on loopback; RUNS=N, FIGURE=some of them
	$(MAKE) --no-print-directory install PREFIX="$(CURDIR)/target/install"
	scripts/build-examples.sh imap storectl
	RUNS="$(RUNS)" MESSAGES="$(MESSAGES)" examples/imap/bench/bench.sh $(FIGURE)

bench-python: ## figures of the Python package, each beside its floor
	$(MAKE) --no-print-directory install PREFIX="$(CURDIR)/target/install"
	examples/python/bench.sh

bench-dav: ## the DAV agent beside vdirsyncer and a client that only reads: RUNS=5; SYSTEM=1 takes the system's Radicale and vdirsyncer
	$(MAKE) --no-print-directory install PREFIX="$(CURDIR)/target/install"
	examples/dav/bench.sh --runs "$(or $(RUNS),5)" $(if $(SYSTEM),--system)

lint: ## formatting, clippy, documentation, shell and Python scripts
	scripts/lint.sh
