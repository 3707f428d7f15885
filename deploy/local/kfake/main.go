package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/twmb/franz-go/pkg/kfake"
)

func main() {
	port := flag.Int("port", 0, "")
	dir := flag.String("dir", "", "")
	flag.Parse()
	opts := []kfake.Opt{kfake.Ports(*port), kfake.NumBrokers(1)}
	_ = dir
	c, err := kfake.NewCluster(opts...)
	if err != nil { fmt.Println(err); os.Exit(1) }
	fmt.Println(c.ListenAddrs())
	s := make(chan os.Signal, 1)
	signal.Notify(s, os.Interrupt, syscall.SIGTERM)
	<-s
	c.Close()
}
