// Command kfake is dateline's embedded Kafka broker: one franz-go kfake node and, on request, the matching
// schema registry, for demonstrations and tests. It is a test double and makes no promise of durability.
//
// When it serves, it writes one line of JSON to standard output, {"kafka": "HOST:PORT", "registry": "URL"}
// (registry is empty when none was asked for); logs go to standard error. SIGINT or SIGTERM shuts it down
// cleanly (exit status 0) and, with -data, saves its state; a second signal ends it at once.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kversion"
	"github.com/twmb/franz-go/pkg/sr/srfake"
)

const (
	createTopicsKey = 19
	// The last version whose answer carries no topic configs: kfake marks those with the unset source -1,
	// which kafka-python refuses to read ("Unrecognized ConfigSourceType: -1").
	createTopicsMax = 4
)

type settings struct {
	port, partitions, maxMessageBytes int
	dataDir, registry, logLevel       string
}

type addresses struct {
	Kafka    string `json:"kafka"`
	Registry string `json:"registry"`
}

func main() {
	var s settings
	flag.IntVar(&s.port, "port", 0, "port of the broker on 127.0.0.1; 0 takes a free one")
	flag.StringVar(&s.dataDir, "data", "", "folder that keeps topics and offsets over a restart; empty keeps them in memory")
	flag.StringVar(&s.registry, "registry", "", "HOST:PORT of a schema registry to serve too; empty serves none")
	flag.IntVar(&s.partitions, "partitions", 4, "partitions of a topic that is created without a number")
	flag.IntVar(&s.maxMessageBytes, "message-max-bytes", 1048588, "largest record batch that is accepted, in bytes")
	flag.StringVar(&s.logLevel, "log-level", "warn", "none, error, warn, info or debug")
	flag.Parse()
	if err := serve(s); err != nil {
		fmt.Fprintln(os.Stderr, "kfake:", err)
		os.Exit(1)
	}
}

func serve(s settings) error {
	level, err := parseLevel(s.logLevel)
	if err != nil {
		return err
	}
	// Signals are taken before anything serves: an early SIGTERM is a clean stop too.
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)

	cluster, err := kfake.NewCluster(options(s, level)...)
	if err != nil {
		return fmt.Errorf("cannot start the broker on port %d: %w", s.port, err)
	}
	defer cluster.Close()
	ready := addresses{Kafka: cluster.ListenAddrs()[0]}

	failed := make(chan error, 1)
	if s.registry != "" {
		listener, err := net.Listen("tcp", s.registry)
		if err != nil {
			return fmt.Errorf("cannot start the schema registry: %w", err)
		}
		server := &http.Server{Handler: srfake.NewRegistry().Handler(), ReadHeaderTimeout: 10 * time.Second}
		defer server.Close()
		go func() {
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("the schema registry stopped: %w", err)
			}
		}()
		ready.Registry = "http://" + listener.Addr().String()
	}

	if err := json.NewEncoder(os.Stdout).Encode(ready); err != nil {
		return err
	}
	select {
	case err := <-failed:
		return err
	case <-signals:
	}
	go func() {
		<-signals
		os.Exit(130)
	}()
	return nil
}

func options(s settings, level kfake.LogLevel) []kfake.Opt {
	versions := kversion.V4_3_0() // what the tests on a real broker run against
	versions.SetMaxKeyVersion(createTopicsKey, createTopicsMax)
	opts := []kfake.Opt{
		kfake.Ports(s.port),
		kfake.ClusterID("dateline-local"),
		kfake.DefaultNumPartitions(s.partitions),
		kfake.MaxVersions(versions),
		kfake.WithLogger(kfake.BasicLogger(os.Stderr, level)),
		kfake.BrokerConfigs(map[string]string{"message.max.bytes": strconv.Itoa(s.maxMessageBytes)}),
	}
	if s.dataDir != "" {
		opts = append(opts, kfake.DataDir(s.dataDir))
	}
	return opts
}

func parseLevel(name string) (kfake.LogLevel, error) {
	levels := map[string]kfake.LogLevel{
		"none": kfake.LogLevelNone, "error": kfake.LogLevelError, "warn": kfake.LogLevelWarn,
		"info": kfake.LogLevelInfo, "debug": kfake.LogLevelDebug,
	}
	level, ok := levels[name]
	if !ok {
		return kfake.LogLevelNone, fmt.Errorf("-log-level %q is none of none, error, warn, info, debug", name)
	}
	return level, nil
}
